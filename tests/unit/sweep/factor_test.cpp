#include <string>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "sweep/plan.hpp"
#include "sweep/run_metrics.hpp"

namespace aif {
namespace {

Node parse(const std::string& text) {
  Diagnostics diagnostics;
  Node node = parse_yaml(std::make_shared<const SourceFile>(SourceFile{"test.yaml", text}), diagnostics);
  CHECK(diagnostics.all().empty());
  return node;
}

std::vector<std::string> texts(const std::string& inline_text) {
  Diagnostics diagnostics;
  std::vector<std::string> list;
  for (const FactorValue& value : values_of(parse_inline_parameter(inline_text), diagnostics).listed) {
    list.push_back(value.text);
  }
  CHECK(diagnostics.all().empty());
  return list;
}

using Texts = std::vector<std::string>;

TEST_CASE("values on the command line") {
  CHECK(texts("n=1,2,4") == Texts{"1", "2", "4"});
  CHECK(texts("feed=70 MW, 80 MW") == Texts{"70 MW", "80 MW"});
  CHECK(texts("n=range(0,10,2)") == Texts{"0", "2", "4", "6", "8"});
  CHECK(texts("n=range(1,4)") == Texts{"1", "2", "3"});
  CHECK(texts("x=range(0, 0.3, 0.1)").size() == 3);  // rounding adds none at the stop
  CHECK(texts("n=range(6,0,-2)") == Texts{"6", "4", "2"});
  CHECK(texts("feed=range(70 MW,100 MW,10 MW)") == Texts{"70000000 W", "80000000 W", "90000000 W"});
  CHECK(texts("sizes=[1, 2],[3]").size() == 2);
  CHECK(texts("system=dgx-h100,dgx-b200") == Texts{"dgx-h100", "dgx-b200"});
  CHECK_THROWS_AS(parse_inline_parameter("feed"), UsageError);
  CHECK_THROWS_AS(parse_inline_parameter("feed=1,,2"), UsageError);
  Diagnostics diagnostics;
  values_of(parse_inline_parameter("n=range(1,1)"), diagnostics);
  CHECK(diagnostics.has_errors());
}

TEST_CASE("a distribution on the command line gives values by probability") {
  Diagnostics diagnostics;
  const FactorValues values = values_of(parse_inline_parameter("feed={uniform: [70 MW, 80 MW]}"), diagnostics);
  CHECK(diagnostics.all().empty());
  CHECK(value_at(values, 0.5).text == "75000000 W");
  CHECK(SoftEqual{}(*value_at(values, 0.25).si, 72.5e6));
  ParameterSpec whole = parse_inline_parameter("n={uniform: [1, 4]}");
  whole.whole = true;
  CHECK(value_at(values_of(whole, diagnostics), 0.9).text == "4");
}

TEST_CASE("stars stand for every element that has the rest of the path") {
  const Node document = parse(
      "workloads: [{name: sk-a, rate: 1}, {name: sk-b, size: 2}, {name: naver-a, rate: 3}]\nsites: [{feed: 1}]\n");
  Diagnostics diagnostics;
  CHECK(expand_path("workloads[*].rate", document, diagnostics) ==
        Texts{"workloads[sk-a].rate", "workloads[naver-a].rate"});
  CHECK(expand_path("workloads[sk-*].rate", document, diagnostics) == Texts{"workloads[sk-a].rate"});
  CHECK(expand_path("sites[*].feed", document, diagnostics) == Texts{"sites[0].feed"});
  CHECK(expand_path("sites[0].fed", document, diagnostics) == Texts{"sites[0].fed"});  // no star: checked elsewhere
  CHECK(diagnostics.all().empty());
  CHECK(expand_path("workloads[*].rat", document, diagnostics).empty());
  REQUIRE(diagnostics.has_errors());
  CHECK(diagnostics.all().front().hint.find("rate") != std::string::npos);
}

}  // namespace
}  // namespace aif
