#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/error.hpp"

/// Runs one simulation in a forked child, because SimGrid allows one engine per process and its clock never
/// goes back to zero. The child starts from a clean state, reports progress and returns bytes; its crash is an
/// error of the parent, not a crash.
namespace aif {

/// What the child may say while it works.
class ChildLink {
 public:
  virtual ~ChildLink() = default;
  /// Sends a small message to the parent.
  virtual void send_progress(std::string_view message) = 0;
  /// Whether the user asked to stop (SIGINT, SIGTERM).
  [[nodiscard]] virtual bool stop_requested() const = 0;
};

/// The user asked twice to stop: there is no result. Exit status 130.
class Interrupted : public Error {
 public:
  using Error::Error;
};

/// Calls `work` in a child and returns what it returned. Errors of core/error.hpp thrown by `work` are
/// thrown here again with the same type and text (a ScenarioError as a FileError); any other end of the child is a
/// ContractViolation that says how it died. A first SIGINT or SIGTERM is passed on as stop_requested; a second one
/// kills the child and throws Interrupted.
std::string run_isolated(const std::function<std::string(ChildLink&)>& work,
                         const std::function<void(std::string_view)>& on_progress);

}  // namespace aif
