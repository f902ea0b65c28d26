#include "document/yaml_wording.hpp"

#include <array>

namespace aif::detail {

Wording reword_yaml_error(std::string_view text) {
  static constexpr std::array wordings{
      Wording{"end of map not found", "this line does not fit into the mapping around it",
              "check the indentation and that every key is followed by \": \""},
      Wording{"end of map flow not found", "a \"{\" is not closed, or a comma is missing", ""},
      Wording{"end of sequence not found", "this line does not fit into the list around it",
              "list items start with \"- \" at the same indentation"},
      Wording{"end of sequence flow not found", "a \"[\" is not closed, or a comma is missing", ""},
      Wording{"illegal map value", "a \": \" is not expected here",
              "put a text that holds \": \" into quotes, and check the indentation"},
      Wording{"illegal map key", "a key is not expected here", "check the indentation"},
      Wording{"illegal block entry", "a list item is not expected here", "check the indentation"},
      Wording{"unknown token", "this character cannot start a value", "put the text into quotes"},
      Wording{"illegal EOF in scalar", "the file ends inside a quoted text", "a closing quote is missing above"},
      Wording{"illegal flow end", "a closing bracket without an opening one", ""},
      Wording{"the referenced anchor is not defined", "this alias names an anchor that is not defined above it", ""},
  };
  for (const Wording& wording : wordings) {
    if (text.starts_with(wording.library)) {
      return wording;
    }
  }
  return {text, nullptr, ""};
}

}  // namespace aif::detail
