#pragma once

/// Names of the command-line library, for headers that need no more. Its own forward header declares only parts.
namespace CLI {  // NOLINT(readability-identifier-naming)
class App;
class ParseError;
}  // namespace CLI
