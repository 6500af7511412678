#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "base/text.h"
#include "cli/commands.h"

namespace keytrail::cli {
namespace {

struct Row {
  const char* name;
  std::map<std::string, std::string> environment;
  std::vector<std::string> given;
  const char* added;
  const char* warning;
};

class ServeEnvironment : public ::testing::TestWithParam<Row> {};

TEST_P(ServeEnvironment, GivesWhatTheCommandLineDoesNot) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Io io{in, out, err,
        [](const std::string& name) -> std::optional<std::string> {
          const auto found = GetParam().environment.find(name);
          if (found == GetParam().environment.end()) return std::nullopt;
          return found->second;
        },
        false};
  CLI::App app;
  Action action;
  add_serve(app, io, action);
  EXPECT_EQ(
      join(serve_arguments_from_environment(*app.get_subcommand("serve"), GetParam().given, io),
           " "),
      GetParam().added);
  EXPECT_EQ(err.str(), GetParam().warning);
}

INSTANTIATE_TEST_SUITE_P(
    All, ServeEnvironment,
    ::testing::Values(
        Row{"nothing", {}, {"serve"}, "", ""},
        Row{"several",
            {{"KEYTRAIL_PORT", "0"},
             {"KEYTRAIL_TRAIL_DELAY", "5m"},
             {"KEYTRAIL_AUTO_CONFIRM", "true"}},
            {"serve"},
            "--port=0 --trail-delay=5m --auto-confirm=true",
            ""},
        Row{"command_line_wins",
            {{"KEYTRAIL_PORT", "1"}, {"KEYTRAIL_HOST", "::1"}},
            {"serve", "--port", "2", "--host=127.0.0.1"},
            "",
            ""},
        Row{"kubernetes",
            {{"KEYTRAIL_PORT", "tcp://10.0.0.1:4566"}},
            {"serve"},
            "",
            "keytrail: warning: KEYTRAIL_PORT is no number and is ignored: tcp://10.0.0.1:4566\n"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace keytrail::cli
