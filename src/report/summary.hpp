#pragma once

#include <string>

#include "report/language.hpp"
#include "result/result.hpp"

namespace aif {

/// One sentence: how many GPUs of whom, what they drew, trained, answered and paid.
std::string headline(const Result& result, Language language);

/// What an analyst can read aloud: a headline sentence, the figures of every operator and of all, the ledger,
/// and a closing line per operator that says what bound it. At most `width` columns wide where the figures allow.
std::string summary(const Result& result, Language language, int width, bool color);

}  // namespace aif
