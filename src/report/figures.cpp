#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "core/text.hpp"
#include "report/words.hpp"

namespace aif {
namespace {

/// What a column of the table is filled from.
struct Figures {
  std::string title;
  std::int64_t gpus = 0;
  const UseTimes* uses = nullptr;
  const UtilityTotals* utility = nullptr;
  const WorkTotals* work = nullptr;
  const CostTotals* cost = nullptr;
};

using Value = std::function<double(const Figures&)>;

std::vector<Figures> columns_of(const Result& result, Language language) {
  std::vector<Figures> columns;
  for (const OperatorResult& op : result.operators) {
    columns.push_back({short_title_of(op.name, op.title_en, op.title_ko, language), op.gpus, &op.uses, &op.utility,
                       &op.work, &op.cost});
  }
  if (columns.size() != 1) {
    const Text all{"In all", "전체"};
    columns.push_back({all.in(language), result.gpus, &result.uses, &result.utility, &result.work, &result.cost});
  }
  return columns;
}

/// Fills rows; every row has one unit and one number of decimals, so that figures compare at a glance.
class Filler {
 public:
  Filler(TextTable& table, std::vector<Figures> columns, Language language)
      : table_(table), columns_(std::move(columns)), language_(language) {}

  void section(Text title) { table_.section(title.in(language_)); }

  /// Three or four significant digits for the largest figure of the row, whole numbers whole. Rows without any
  /// figure are left out, here and below.
  void plain(const std::string& label, const Value& value) {
    const std::vector<double> values = values_of(value);
    const double largest = largest_of(values);
    if (largest == 0) {
      return;
    }
    const int magnitude = static_cast<int>(std::floor(std::log10(largest)));
    const bool whole = std::all_of(values.begin(), values.end(), [](double v) { return v == std::floor(v); });
    put(label, values, whole || magnitude >= 3 ? 0 : magnitude >= 1 ? 1 : 2 - magnitude);
  }
  /// Label with scale and unit of the row in brackets: "Electricity bill [billion KRW]".
  void scaled(const std::string& label, const Value& value, const std::string& unit = {}) {
    const double largest = largest_of(values_of(value));
    // The sum may reach thousands, so that the operators' figures keep their digits.
    const Scale scale = largest < 1e5 ? Scale{} : scale_for(largest / 10, language_);
    const std::string brackets = scale.word + (scale.word.empty() || unit.empty() ? "" : " ") + unit;
    plain(brackets.empty() ? label : fmt::format("{} [{}]", label, brackets),
          [&](const Figures& f) { return value(f) / scale.factor; });
  }
  void scaled(const Text& label, const Value& value, const Text& unit = {}) {
    scaled(std::string(label.in(language_)), value, unit.in(language_));
  }
  void percent(const Text& label, const Value& value) {
    const std::vector<double> values = values_of([&](const Figures& f) { return 100.0 * value(f); });
    if (largest_of(values) > 0) {
      put(std::string(label.in(language_)), values, 1);
    }
  }
  /// With the largest metric prefix that leaves at least `least` of it.
  void metric(const Text& label, const Value& value, const char* unit, double least) {
    static constexpr std::pair<double, const char*> prefixes[]{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    const double largest = largest_of(values_of(value));
    double factor = 1;
    const char* prefix = "";
    for (const auto& [scale, letter] : prefixes) {
      if (largest >= least * scale) {
        factor = scale;
        prefix = letter;
        break;
      }
    }
    plain(fmt::format("{} [{}{}]", label.in(language_), prefix, unit),
          [&](const Figures& f) { return value(f) / factor; });
  }
  void fixed(const Text& label, const Value& value, int decimals) {
    const std::vector<double> values = values_of(value);
    if (largest_of(values) > 0) {
      put(std::string(label.in(language_)), values, decimals);
    }
  }
  [[nodiscard]] Language language() const { return language_; }

 private:
  [[nodiscard]] std::vector<double> values_of(const Value& value) const {
    std::vector<double> values;
    for (const Figures& column : columns_) {
      values.push_back(value(column));
    }
    return values;
  }
  static double largest_of(const std::vector<double>& values) {
    double largest = 0;
    for (double value : values) {
      largest = std::max(largest, std::isfinite(value) ? std::abs(value) : 0.0);
    }
    return largest;
  }
  static std::string cell(double value, int decimals) {
    if (value == 0) {
      return "-";
    }
    const double least = std::pow(10.0, -decimals);
    if (std::abs(value) < 0.5 * least) {
      return fmt::format("<{:.{}f}", least, decimals);
    }
    std::string number = fmt::format("{:.{}f}", value, decimals);
    const std::size_t first = number[0] == '-' ? 1 : 0;
    for (std::size_t i = std::min(number.find('.'), number.size()); i > first + 3; i -= 3) {
      number.insert(i - 3, 1, ',');
    }
    return number;
  }
  void put(const std::string& label, const std::vector<double>& values, int decimals) {
    std::vector<std::string> cells;
    for (double value : values) {
      cells.push_back(cell(value, decimals));
    }
    table_.row("  " + label, std::move(cells));
  }

  TextTable& table_;
  std::vector<Figures> columns_;
  Language language_;
};

double share(const Figures& f, const std::vector<Use>& uses) {
  const Duration installed = total_time(*f.uses);
  Duration sum;
  for (Use use : uses) {
    sum += (*f.uses)[static_cast<std::size_t>(use)];
  }
  return installed.si() > 0 ? sum / installed : 0.0;
}

void put_machines(Filler& rows) {
  rows.section({"Machines", "장비"});
  rows.plain(Text{"GPUs at the end", "GPU 수, 기간 말 [장]"}.in(rows.language()),
             [](const Figures& f) { return static_cast<double>(f.gpus); });
  rows.scaled(Text{"GPU-hours installed", "설치된 GPU 시간"},
              [](const Figures& f) { return total_time(*f.uses).in(hours); });
}

void put_uses(Filler& rows) {
  rows.section({"Where the GPU-hours went, in %", "GPU 시간의 쓰임 [%]"});
  auto use = [&](Text label, const std::vector<Use>& uses) {
    rows.percent(label, [&uses](const Figures& f) { return share(f, uses); });
  };
  use({"Training: steps that count", "학습: 유효 스텝"}, {Use::training});
  use({"Training: redone, saved, restarted", "학습: 재수행·저장·재시작"},
      {Use::rollback, Use::checkpoint, Use::restart});
  use({"Training: waiting for data", "학습: 데이터 대기"}, {Use::starved});
  use({"Batch work", "배치 작업"}, {Use::batch});
  use({"Answering requests", "추론: 응답"}, {Use::serving});
  use({"Kept ready for peaks of requests", "추론: 피크 대비 여유"}, {Use::headroom});
  use({"Digital twins and desktops", "디지털 트윈, 원격 작업"}, {Use::sessions});
  use({"Tenants' jobs", "테넌트(고객) 작업"}, {Use::tenants});
  use({"Spare nodes", "예비 노드"}, {Use::spare});
  use({"Free, waiting jobs do not fit", "유휴: 대기 작업이 맞지 않음"}, {Use::queue_idle});
  use({"Free, nothing to do", "유휴: 할 일 없음"}, {Use::demand_idle});
  use({"Failed, under repair", "고장, 수리 중"}, {Use::down});
}

void put_products(Filler& rows, const Result& result) {
  for (const auto& [product, total] : result.work.products) {
    std::string label = printable(product_name(product, rows.language()), 40);
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') {
      label[0] = static_cast<char>(label[0] - 'a' + 'A');
    }
    rows.scaled(label, [&product = product](const Figures& f) {
      const auto found = f.work->products.find(product);
      return found == f.work->products.end() ? 0.0 : found->second;
    });
  }
}

void put_work(Filler& rows, const Result& result) {
  rows.section({"Work done", "처리한 일"});
  auto work = [](double WorkTotals::*member) { return [member](const Figures& f) { return f.work->*member; }; };
  rows.scaled(Text{"Tokens trained on", "학습한 토큰"}, work(&WorkTotals::tokens_trained));
  rows.scaled(Text{"Training runs finished", "완료한 학습"}, work(&WorkTotals::runs_finished));
  rows.percent({"MFU of training, in %", "학습의 MFU [%]"}, [](const Figures& f) { return f.work->mfu(); });
  rows.percent({"Goodput of training, in %", "학습의 goodput(유효율) [%]"},
               [](const Figures& f) { return goodput(*f.uses); });
  rows.scaled(Text{"Tokens answered at home", "추론 토큰, 국내"}, work(&WorkTotals::tokens_home));
  rows.scaled(Text{"Tokens answered abroad", "추론 토큰, 수출"}, work(&WorkTotals::tokens_export));
  rows.scaled(Text{"Tokens answered in batch", "추론 토큰, 배치"}, work(&WorkTotals::tokens_batch));
  rows.scaled(Text{"Tokens not answered", "미처리 추론 토큰"}, work(&WorkTotals::tokens_unserved));
  put_products(rows, result);
  rows.scaled(Text{"Jobs and bags finished", "완료한 작업과 과제 묶음"}, work(&WorkTotals::jobs_finished));
  rows.scaled(Text{"Interruptions of jobs by faults", "고장으로 중단된 횟수"}, work(&WorkTotals::jobs_interrupted));
  rows.scaled(Text{"Links and switches failed", "고장 난 링크와 스위치"},
              [](const Figures& f) { return f.utility->link_failures + f.utility->switch_failures; });
  rows.scaled(Text{"GPU-hours of training lost to them", "그로 인해 잃은 학습 GPU 시간"},
              [](const Figures& f) { return f.utility->fabric_lost.in(hours); });
  rows.scaled(Text{"Bags late", "기한을 넘긴 과제 묶음"}, work(&WorkTotals::bags_late));
  rows.fixed(
      {"Mean wait of a job, in hours", "작업의 평균 대기시간 [시간]"},
      [](const Figures& f) {
        return f.work->jobs_started > 0 ? f.work->wait_sum.in(hours) / f.work->jobs_started : 0.0;
      },
      2);
}

void put_utility(Filler& rows) {
  rows.section({"Electricity, water, carbon, money", "전력, 물, 탄소, 요금"});
  rows.metric(
      {"Electricity", "전력량"}, [](const Figures& f) { return f.utility->facility.si() / 3600.0; }, "Wh", 10);
  rows.metric(
      {"Drawn from the grid", "전력망에서 받은 전력량"},
      [](const Figures& f) {
        const UtilityTotals& u = *f.utility;
        // The same number again says nothing.
        return std::abs(u.grid / u.facility - 1) > 1e-6 ? u.grid.si() / 3600.0 : 0.0;
      },
      "Wh", 10);
  rows.metric(
      {"Mean power", "평균 전력"}, [](const Figures& f) { return mean_grid_power(*f.utility).si(); }, "W", 1);
  rows.metric(
      {"Peak power", "최대 전력"}, [](const Figures& f) { return f.utility->peak.si(); }, "W", 1);
  rows.fixed(
      {"PUE", "PUE (전력사용효율)"}, [](const Figures& f) { return f.utility->pue(); }, 2);
  rows.metric(
      {"Own sun used", "자가 태양광 사용"}, [](const Figures& f) { return f.utility->solar.si() / 3600.0; }, "Wh", 1);
  rows.metric(
      {"Delivered by contract", "계약(PPA) 전력"}, [](const Figures& f) { return f.utility->ppa.si() / 3600.0; }, "Wh",
      1);
  rows.metric(
      {"Delivered by batteries", "배터리 방전"}, [](const Figures& f) { return f.utility->battery_out.si() / 3600.0; },
      "Wh", 1);
  rows.scaled(
      {"Water", "물"}, [](const Figures& f) { return f.utility->water.in(cubic_metres); }, Text{"m3", "m3"});
  rows.fixed(
      {"WUE, in litres per kWh", "WUE (물사용효율) [L/kWh]"},
      [](const Figures& f) {
        return f.utility->it.si() > 0 ? f.utility->water.in(litres) / f.utility->it.in(kilowatt_hours) : 0.0;
      },
      2);
  rows.scaled(
      {"Emissions", "탄소배출량"}, [](const Figures& f) { return f.utility->carbon.in(tonnes); }, Text{"tCO2", "tCO2"});
  rows.scaled(
      {"Emissions, market-based", "탄소배출량, 시장 기준"},
      [](const Figures& f) {
        const UtilityTotals& u = *f.utility;
        // The same number again says nothing.
        return u.carbon_market < u.carbon * (1 - 1e-6) ? u.carbon_market.in(tonnes) : 0.0;
      },
      Text{"tCO2", "tCO2"});
  rows.scaled(
      {"Electricity bill", "전기요금"}, [](const Figures& f) { return f.utility->bill.in(won); }, Text{"KRW", "원"});
  rows.scaled(
      {"Under a power cap, all sites", "전력 상한 적용, 사이트 합"},
      [](const Figures& f) { return f.utility->capped.in(hours); }, Text{"h", "시간"});
  rows.scaled(
      {"Above the budget, all sites", "전력 예산 초과, 사이트 합"},
      [](const Figures& f) { return f.utility->over_budget.in(hours); }, Text{"h", "시간"});
  rows.scaled(
      {"Cooling short, all sites", "냉각 용량 초과, 사이트 합"},
      [](const Figures& f) { return f.utility->over_heat.in(hours); }, Text{"h", "시간"});
  rows.scaled(
      {"Racks above their limits, all sites", "랙·PDU 한도 초과, 사이트 합"},
      [](const Figures& f) { return f.utility->over_tree.in(hours); }, Text{"h", "시간"});
  rows.scaled(
      {"Taken from deferrable work", "미룰 수 있는 작업에서 뺀 시간"},
      [](const Figures& f) { return f.utility->flexible_withheld.in(hours); }, Text{"GPU h", "GPU시간"});
  rows.scaled(Text{"Calls for demand response", "수요반응 요청"}, [](const Figures& f) { return f.utility->calls; });
  rows.scaled(Text{"Calls met", "이행한 요청"}, [](const Figures& f) { return f.utility->calls_met; });
}

void put_cost(Filler& rows) {
  rows.section({"What it costs to have and to run", "보유하고 운영하는 비용"});
  const Text won_unit{"KRW", "원"};
  rows.scaled(
      {"Machines, network and building, bought", "장비·네트워크·건물 구입비"},
      [](const Figures& f) { return (f.cost->machines + f.cost->fabric + f.cost->building).in(won); }, won_unit);
  rows.scaled(
      {"Capital, share of the period", "자본비용, 기간분"}, [](const Figures& f) { return f.cost->capital.in(won); },
      won_unit);
  rows.scaled(
      {"Upkeep", "유지비"}, [](const Figures& f) { return f.cost->upkeep.in(won); }, won_unit);
  rows.scaled(
      {"Capital, upkeep and electricity", "자본·유지·전기 합계"},
      [](const Figures& f) { return f.cost->capital.si() > 0 ? f.cost->total().in(won) : 0.0; }, won_unit);
  rows.scaled(
      {"Low end of its range", "범위의 낮은 끝"}, [](const Figures& f) { return f.cost->low.in(won); }, won_unit);
  rows.scaled(
      {"High end of its range", "범위의 높은 끝"}, [](const Figures& f) { return f.cost->high.in(won); }, won_unit);
  rows.scaled(
      {"Per GPU-hour installed", "설치 GPU시간당"},
      [](const Figures& f) {
        const double gpu_hours = total_time(*f.uses).in(hours);
        return f.cost->capital.si() > 0 && gpu_hours > 0 ? f.cost->total().in(won) / gpu_hours : 0.0;
      },
      won_unit);
  rows.scaled(
      {"Embodied carbon, share of the period", "내재탄소, 기간분"},
      [](const Figures& f) { return f.cost->embodied_period.in(tonnes); }, Text{"tCO2", "tCO2"});
}

}  // namespace

Power mean_grid_power(const UtilityTotals& utility) {
  return utility.facility > Energy{} ? utility.mean * (utility.grid / utility.facility) : utility.mean;
}

TextTable figures_table(const Result& result, Language language) {
  const std::vector<Figures> columns = columns_of(result, language);
  std::vector<std::string> titles;
  for (const Figures& column : columns) {
    titles.push_back(column.title);
  }
  TextTable table(titles);
  Filler rows(table, columns, language);
  put_machines(rows);
  put_uses(rows);
  put_work(rows, result);
  put_utility(rows);
  if (result.cost.capital.si() > 0) {
    put_cost(rows);
  }
  return table;
}

std::vector<std::string> figures_notes(Language language) {
  static const Text notes[]{
      {"MFU, model FLOPs utilisation: the arithmetic that the models needed, over what the GPUs can do at their rated "
       "peak in the same time.",
       "MFU(모델 연산 활용률): 모델에 필요한 연산량을 같은 시간에 GPU가 정격 최대로 할 수 있는 연산량으로 나눈 값."},
      {"Goodput: the share of training's GPU-hours that went into steps that were kept.",
       "goodput(유효율): 학습에 쓴 GPU 시간 가운데 버려지지 않은 스텝에 쓴 몫."},
      {"PUE, power usage effectiveness: electricity that the site used over electricity that reached the machines.",
       "PUE(전력사용효율): 사이트가 쓴 전력량을 장비에 닿은 전력량으로 나눈 값."},
      {"Bags: bundles of independent tasks with a deadline, such as a photomask.",
       "과제 묶음: 기한이 있는 독립 과제의 묶음. 예: 포토마스크 한 장."},
      {"Emissions: CO2-equivalent of the grid's electricity where it was used. Bill: before value-added tax.",
       "탄소배출량: 쓴 곳의 전력망 전기에 따르는 이산화탄소 환산량. 전기요금: 부가가치세 전."},
  };
  std::vector<std::string> lines;
  for (const Text& note : notes) {
    lines.emplace_back(note.in(language));
  }
  return lines;
}

}  // namespace aif
