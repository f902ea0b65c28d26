#include "catalog/stacks.hpp"

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"

namespace aif {
namespace {

TEST_CASE("models with stacks have their published sizes within 2 %") {
  for (const char* name : {"driving-vla-10b", "world-model-14b", "t5-3b"}) {
    const Ref<AiModelSpec> model = shipped_catalog().get<AiModelSpec>(name);
    const double published = **model->total_params;
    CHECK_MESSAGE(SoftEqual{.rel = 0.02}(parameter_count(*model), published), name);
    for (const SideStackSpec& stack : model->side_stacks) {
      REQUIRE(stack.shape);
      CHECK_MESSAGE(SoftEqual{.rel = 0.02}(stack_parameters(*stack.shape), *stack.params), stack.name);
    }
  }
}

TEST_CASE("a stack by hand") {
  // One layer of width 4, feed-forward 8, two heads of 2: 4 * 4 * 4 + 2 * 4 * 8 = 128 parameters.
  SideStackSpec stack;
  StackShapeSpec shape;
  shape.layers.value = 1;
  shape.hidden.value = 4;
  shape.ffn_hidden.value = 8;
  shape.heads.value = 2;
  CHECK(stack_parameters(shape) == 128);
  stack.tokens_ratio.value = 0.5;
  stack.params.value = 100;
  CHECK(stack_flops_per_token(stack, 16) == 100);  // without a shape: 2 * 100 * 0.5
  stack.shape = shape;
  // 8 tokens that see each other: 0.5 * (2 * 128 + 4 * 2 * 2 * 8) = 192
  CHECK(stack_flops_per_token(stack, 16) == 192);
  stack.shape->span.emplace().value = 4;  // 0.5 * (256 + 16 * 4)
  CHECK(stack_flops_per_token(stack, 16) == 160);
  stack.shape->causal = true;  // 0.5 * (256 + 16 * 2)
  CHECK(stack_flops_per_token(stack, 16) == 144);
  stack.shape->sees_backbone = true;  // 0.5 * (256 + 16 * (2 + 16))
  CHECK(stack_flops_per_token(stack, 16) == 272);
}

TEST_CASE("cross attention and modulation by hand") {
  AiModelSpec model;
  model.layers.value = 2;
  model.hidden.value = 4;
  model.heads.value = 2;
  model.kv_heads.value = 1;
  CHECK(cross_parameters(model) == 0);
  CHECK(modulation_parameters(model) == 0);
  CHECK(conditioning_flops_per_token(model, 10) == 0);
  CrossAttentionSpec cross;
  cross.tokens.value = 5;
  cross.width.value = 3;
  model.cross_attention = cross;
  CHECK(cross_parameters(model) == 2 * 4 * 4 + 2 * 3 * 2);
  // per layer 4 * 4 * 4 + 4 * 3 * 2 * 5 / 10 + 4 * 4 * 5 = 156
  CHECK(conditioning_flops_per_token(model, 10) == 2 * 156);
  ModulationSpec modulation;
  modulation.vectors.value = 6;
  model.modulation = modulation;
  CHECK(modulation_parameters(model) == 6 * 16);
  CHECK(SoftEqual{}(conditioning_flops_per_token(model, 10), 2 * (156 + 2 * 96.0 / 10)));
  model.modulation->rank.emplace().value = 2;
  CHECK(modulation_parameters(model) == (2 + 6) * 4 * 2);
}

}  // namespace
}  // namespace aif
