#pragma once

#include <cstddef>
#include <functional>
#include <string>

/// Many pieces of work on a few forked processes. What the caller has loaded is there in every worker without being
/// read again; each worker takes the next free number from shared memory until none is left.
namespace aif {

struct PoolOptions {
  int jobs = 1;
  /// Called in the calling process with what `work` returned, in the order in which pieces end.
  std::function<void(std::size_t index, const std::string& bytes)> on_done;
  /// Called in the calling process for a piece whose worker died over it more than `tries` times, with how.
  std::function<void(std::size_t index, const std::string& how)> on_lost;
  int tries = 3;
};

/// Calls `work` once for every number below `count` in forked workers. A worker that dies (kill -9, out of memory) is
/// replaced and its piece begun again; nothing else is repeated. Errors thrown by `work` count as dying, but for
/// Interrupted, after which a worker takes nothing more. SIGINT and SIGTERM are passed on to the workers until they
/// have gone. Workers die with the calling process. Returns false if it was stopped before all was done.
bool run_pool(std::size_t count, const std::function<std::string(std::size_t)>& work, const PoolOptions& options);

/// Number of processors that this process may use.
int usable_processors();

}  // namespace aif
