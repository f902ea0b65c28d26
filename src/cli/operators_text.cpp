#include "cli/operators_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {

using namespace step;

namespace {

const char* direction_text(const Operator& op) {
  return op.direction == Direction::forward ? "forward" : op.weight_gradient ? "weight" : "backward";
}

}  // namespace

std::string operators_text(const std::vector<PricedOperator>& operators, const Job& job) {
  std::string text = fmt::format(
      "\noperators of one micro-batch on one GPU, all layers; time of one alone\n  {:<34} {:<8} {:>6} {:<44} {:<6} "
      "{:>10} {:>10} {:>10}  {}\n",
      "", "pass", "count", "shape", "format", "GFLOP", "bytes", "time", "price");
  std::string owner;
  for (const PricedOperator& one : operators) {
    if (one.owner != owner) {
      owner = one.owner;
      text += fmt::format("  {}\n", printable(owner));
    }
    text +=
        fmt::format("    {:<32} {:<8} {:>6.4g} {:<44} {:<6} {:>10.4g} {:>10} {:>10}  {}\n", one.name,
                    direction_text(one.op), one.count, shape_text(one.op), format_text(one.op, job), one.flops / 1e9,
                    human(bytes(one.bytes), 3), human(seconds(one.seconds), 3), origin_text(one.origin));
  }
  return text;
}

nlohmann::ordered_json operators_json(const std::vector<PricedOperator>& operators, const Job& job) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const PricedOperator& one : operators) {
    list.push_back({{"owner", one.owner},
                    {"name", one.name},
                    {"pass", direction_text(one.op)},
                    {"count", one.count},
                    {"shape", shape_text(one.op)},
                    {"format", format_text(one.op, job)},
                    {"flops", one.flops},
                    {"bytes", one.bytes},
                    {"seconds", one.seconds},
                    {"price", origin_text(one.origin)}});
  }
  return list;
}

}  // namespace aif
