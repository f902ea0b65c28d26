#pragma once

#include <string>
#include <vector>

#include "core/random.hpp"

namespace aif {

/// Pieces that mean something to a reader of YAML, of tables, of JSON.
const std::vector<std::string>& yaml_pieces();
const std::vector<std::string>& table_pieces();
const std::vector<std::string>& json_pieces();

/// One to eight cuts, copies, flipped bytes, `pieces` and parts of other `texts`; the same for the same stream.
std::string damaged(std::string text, const std::vector<std::string>& texts, const std::vector<std::string>& pieces,
                    RandomStream& stream);

}  // namespace aif
