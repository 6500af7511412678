// What pages for people share: one look, no scripts, no outside files. Every colour has a word
// beside it, and a page reads the same without any.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::scenario {

// Up to and with the heading that says the same as the title. `more_style`: CSS beyond what all
// have.
std::string page_begin(std::string_view title, std::string_view more_style = {});
std::string page_end();

// "<table>" and its first row.
std::string table_begin(std::initializer_list<std::string_view> columns);

}  // namespace keytrail::scenario
