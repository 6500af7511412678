// What a mistyped word most likely stood for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keytrail {

// The candidate most like the word; empty when none is like it. Letters left out, put in, changed
// or swapped count, the case of letters does not, and neither does an end or a beginning that was
// left off a longer name.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

// The same for words of which not all are known: at most a letter or two apart, so that it is
// certainly a slip.
std::string_view find_slip(std::string_view word, const std::vector<std::string_view>& candidates);

// "; did you mean 'Encrypt'?", or nothing, to end a sentence with.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);
std::string did_you_mean(std::string_view meant);

}  // namespace keytrail
