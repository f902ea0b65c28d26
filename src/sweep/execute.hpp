#pragma once

#include <functional>
#include <vector>

#include "sweep/study_directory.hpp"

/// Running what a study has left to run, on this machine.
namespace aif {

struct ExecuteOptions {
  int jobs = 1;
  std::size_t shard = 1;  ///< of shards, from 1: runs shard, shard + shards, ...
  std::size_t shards = 1;
  std::vector<std::size_t> only;  ///< these runs alone; empty: all of the shard
  bool rerun_failed = false;
  ProgramIdentity program;
  /// Called after every run that ended here.
  std::function<void(std::size_t id, bool failed)> on_done;
};

struct ExecuteReport {
  std::size_t wanted = 0;  ///< runs of this call
  std::size_t before = 0;  ///< of them, had ended before
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t elsewhere = 0;  ///< another process works on them
  std::string unwritten;      ///< why outcomes could not be written; their runs are still open
  bool stopped = false;
};

/// Runs what has no outcome yet in a pool of forked processes. A run is claimed by a lock that its process loses when
/// it dies, and has ended when its outcome has been renamed into place: killing any process loses no finished run and
/// makes none run twice. Any number of calls may work on one study at once, on machines that share the directory.
ExecuteReport execute(const StudyDirectory& study, const Catalog& catalog, const ExecuteOptions& options);

/// Whether another process works on the run now.
bool is_claimed(const StudyDirectory& study, std::size_t id);

}  // namespace aif
