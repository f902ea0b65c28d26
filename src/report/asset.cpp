#include "report/asset.hpp"

#include "core/contracts.hpp"
#include "report/asset_list.hpp"

namespace aif {
namespace {

std::vector<Asset> ending(std::string_view end, std::string_view but = {}) {
  std::vector<Asset> found;
  for (const Asset& one : embedded_assets()) {
    if (one.name.ends_with(end) && one.name != but) {
      found.push_back(one);
    }
  }
  return found;
}

}  // namespace

std::string_view asset(std::string_view name) {
  for (const Asset& one : embedded_assets()) {
    if (one.name == name) {
      return one.text;
    }
  }
  AIF_ASSERT(!"an asset that is not in the list");
  return {};
}

std::vector<Asset> scripts() { return ending(".js", "charts.min.js"); }
std::vector<Asset> styles() { return ending(".css"); }
std::vector<Asset> word_tables() { return ending(".json"); }

}  // namespace aif
