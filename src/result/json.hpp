#pragma once

#include <string>
#include <string_view>

#include "result/result.hpp"

namespace aif {

/// The name of the file format.
inline constexpr const char* result_schema = "aifactory-result/v1";

/// result.json: everything but the rows of the CSV files. Keys are in a fixed order, numbers in SI with the unit
/// as suffix of the key, explained once in the table `units`; the resolved scenario is inside, so that the file
/// alone can be run again. The same result gives the same bytes.
std::string to_json(const Result& result);

/// Reads result.json back, without jobs, events and series, which are not in it. `name` is for messages. Throws
/// FileError if the text is not a result of this format.
Result from_json(std::string_view text, const std::string& name);

}  // namespace aif
