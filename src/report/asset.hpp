#pragma once

#include <string_view>
#include <vector>

namespace aif {

/// A file that was built into the program.
struct Asset {
  std::string_view name;
  std::string_view text;
};

/// Files of src/report/assets and src/report/words; the list is in the folder's CMakeLists.txt.
std::string_view asset(std::string_view name);
std::vector<Asset> scripts();      ///< of the page, in the order in which they are to stand
std::vector<Asset> styles();       ///< the same for style sheets
std::vector<Asset> word_tables();  ///< the page's words in both languages

}  // namespace aif
