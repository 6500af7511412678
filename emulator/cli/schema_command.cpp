#include <ostream>

#include "cli/commands.h"
#include "scenario/schema.h"

namespace keytrail::cli {

void add_schema(CLI::App& app, Io& io, Action& action) {
  CLI::App* command = app.add_subcommand(
      "schema", "Prints the JSON Schema of scenario files, for editors that complete and check");
  command->callback([&io, &action] {
    action = [&io] {
      io.out << scenario::schema_text();
      return kAllHeld;
    };
  });
}

}  // namespace keytrail::cli
