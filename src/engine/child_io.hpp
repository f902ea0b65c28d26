#pragma once

#include <cstddef>
#include <string>

/// What processes that work for a parent share.
namespace aif {

/// Writes all bytes to the parent, and leaves the process if nobody listens any more.
void write_or_leave(int fd, const void* data, std::size_t size);

/// "killed by signal Killed", "exit status 3", from what waitpid() says.
std::string how_it_ended(int status);

}  // namespace aif
