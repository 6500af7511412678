#include "scenario/page.h"

#include "base/text.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kStyle = R"(<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
td { border-top: 1px solid #8884; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
h2 { overflow-wrap: anywhere; }
.link { padding-left: 2rem; }
.say { font-weight: 600; padding-top: 1rem; }
.pass { border-left: .3rem solid #1a7f37; padding-left: .5rem; }
.fail { border-left: .3rem solid #cf222e; padding-left: .5rem; }
pre { white-space: pre-wrap; }
)";

}  // namespace

std::string page_begin(std::string_view title, std::string_view more_style) {
  const std::string words = xml_escape(title);
  return "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
         words + "</title>\n" + std::string(kStyle) + std::string(more_style) + "</style>\n<h1>" +
         words + "</h1>\n";
}

std::string page_end() { return "</html>\n"; }

std::string table_begin(std::initializer_list<std::string_view> columns) {
  std::string text = "<table>\n<tr>";
  for (const std::string_view column : columns) {
    text += "<th scope=\"col\">" + std::string(column) + "</th>";
  }
  return text + "</tr>\n";
}

}  // namespace keytrail::scenario
