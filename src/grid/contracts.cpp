#include "grid/contracts.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif {
namespace {
constexpr std::size_t quarters = 4;
}  // namespace

Contracts::Contracts(const std::vector<PpaSpec>& ppas, std::vector<std::vector<float>> yields,
                     const std::optional<CertificateSpec>& certificates, const std::vector<AdderSpec>& adders)
    : ppas_(ppas), yields_(std::move(yields)), certificates_(certificates), adders_(adders) {
  AIF_EXPECT(yields_.size() == ppas_.size());
}

double Contracts::generated_j(std::size_t contract, std::size_t hour) const {
  const std::vector<float>& yield = yields_[contract];
  const double share = yield.empty() ? 1.0 : static_cast<double>(yield[std::min(hour, yield.size() - 1)]);
  return ppas_[contract].power.si() * share * hours(1).si();
}

ContractAccount Contracts::account(std::span<const double> quarter_hour_j, ZonedInstant start,
                                   const CarbonCurve& carbon) const {
  ContractAccount account;
  account.matched_j.assign(quarter_hour_j.size(), 0.0);
  const double share = certificates_ ? certificates_->share : 0.0;
  double rest_j = 0;
  for (std::size_t first = 0; first < quarter_hour_j.size(); first += quarters) {
    const auto hour = quarter_hour_j.subspan(first, std::min(quarters, quarter_hour_j.size() - first));
    const std::size_t index = first / quarters;
    double draw_j = 0;
    for (const double quarter_j : hour) {
      draw_j += quarter_j;
    }
    double open_j = draw_j;
    for (std::size_t c = 0; c < ppas_.size(); ++c) {
      const double generated = generated_j(c, index);
      const double matched = std::min(generated, open_j);
      open_j -= matched;
      account.matched += joules(matched);
      account.generators += ppas_[c].price * joules(ppas_[c].take_or_pay ? generated : matched) +
                            ppas_[c].network_charge * joules(matched);
    }
    for (std::size_t q = 0; q < hour.size() && draw_j > 0; ++q) {
      account.matched_j[first + q] = hour[q] * (1.0 - open_j / draw_j);
    }
    rest_j += open_j;
    const ZonedInstant at{start.instant + hours(static_cast<double>(index)), start.offset_s};
    account.carbon += carbon.at(at) * joules(open_j * (1.0 - share));
  }
  if (certificates_) {
    account.certificates = certificates_->price * joules(rest_j * share);
  }
  for (const AdderSpec& adder : adders_) {
    account.adders += adder.price * joules(rest_j);
  }
  return account;
}

}  // namespace aif
