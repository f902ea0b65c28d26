#pragma once

namespace aif {

enum class Language { english, korean };

/// A text in every language the report speaks.
struct Text {
  const char* en = "";
  const char* ko = "";
  [[nodiscard]] const char* in(Language language) const { return language == Language::korean ? ko : en; }
};

}  // namespace aif
