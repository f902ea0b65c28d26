#include <algorithm>
#include <array>
#include <deque>

#include "core/contracts.hpp"
#include "step/schedule.hpp"

namespace aif::step {
namespace {

/// Writes a rank's order. `near` is the direction whose micro-batches enter at this rank's end of the pipeline, `far`
/// the other.
class DualPipe {
 public:
  DualPipe(std::int64_t stages, std::int64_t micro_batches, std::int64_t rank)
      : half_(stages / 2),
        from_end_(std::min(rank, stages - 1 - rank)),
        main_(micro_batches / 2 - stages + from_end_ + 1),
        near_(rank >= stages / 2 ? 1 : 0),
        far_(1 - near_) {}

  std::vector<Slot> order() {
    const std::int64_t to_middle = half_ - from_end_ - 1;
    repeat(2 * to_middle, [this] { forward(near_); });
    repeat(from_end_ + 1, [this] {
      forward(near_);
      forward(far_);
    });
    repeat(to_middle, [this] {
      backward(far_, true);
      weight();
      forward(far_);
    });
    for (std::int64_t i = 0; i < main_; ++i) {
      if (i == 0 && to_middle == 0) {  // the two in the middle start apart, which shortens the bubble
        forward(near_);
        backward(far_, false);
      } else {
        together(near_, far_);
      }
      together(far_, near_);
    }
    repeat(to_middle, [this] {
      backward(far_, false);
      together(far_, near_);
    });
    drain();
    repeat(to_middle, [this] {
      weight();
      backward(near_, true);
    });
    while (!waiting_.empty()) {
      weight();
    }
    return std::move(order_);
  }

 private:
  /// Backward passes from both ends; the later half leaves its weight passes for the end.
  void drain() {
    const std::int64_t count = from_end_ + 1;
    bool apart = false;
    for (std::int64_t i = 0; i < count; ++i) {
      apart = apart || (i == count / 2 && from_end_ % 2 == 1);
      backward(far_, apart);
      apart = apart || (i == count / 2 && from_end_ % 2 == 0);
      backward(near_, apart);
    }
  }

  template <class Body>
  static void repeat(std::int64_t times, Body body) {
    for (std::int64_t i = 0; i < times; ++i) {
      body();
    }
  }
  static std::size_t index(std::int64_t direction) { return static_cast<std::size_t>(direction); }

  void forward(std::int64_t direction) { order_.push_back({Pass::forward, direction, forwards_[index(direction)]++}); }
  void backward(std::int64_t direction, bool apart) {
    const std::int64_t k = backwards_[index(direction)]++;
    order_.push_back({apart ? Pass::backward_input : Pass::backward, direction, k});
    if (apart) {
      waiting_.push_back({Pass::backward_weight, direction, k});
    }
  }
  void weight() {
    order_.push_back(waiting_.front());
    waiting_.pop_front();
  }
  void together(std::int64_t ahead, std::int64_t back) {
    const std::int64_t f = forwards_[index(ahead)]++;
    order_.push_back({Pass::both, ahead, f, back, backwards_[index(back)]++});
  }

  std::int64_t half_, from_end_, main_, near_, far_;
  std::array<std::int64_t, 2> forwards_{}, backwards_{};
  std::deque<Slot> waiting_;
  std::vector<Slot> order_;
};

}  // namespace

std::vector<Slot> dualpipe_order(std::int64_t stages, std::int64_t micro_batches, std::int64_t rank) {
  AIF_EXPECT(stages >= 2 && stages % 2 == 0 && rank >= 0 && rank < stages);
  AIF_EXPECT(micro_batches % 2 == 0 && micro_batches >= 2 * stages);
  return DualPipe(stages, micro_batches, rank).order();
}

}  // namespace aif::step
