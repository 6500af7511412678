// Reads inputs with all cores: small files are a thread's own, of large ones and of standard input
// threads share the pieces. Memory is bounded whatever the inputs' size.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/record_scanner.h"

namespace keytrail::ingest {

// Where a record was: inputs and pieces are numbered in the order they were given.
struct Origin {
  std::uint64_t piece = 0;
  std::uint64_t number = 0;
  const std::string* input = nullptr;
};

// What one thread does with what it finds.
class Consumer {
 public:
  virtual ~Consumer() = default;
  virtual void take(const RecordView& record, const Origin& origin) = 0;
  virtual void refuse(const Origin& origin, const std::string& reason) = 0;
};

// One thread for each consumer. "-" is standard input. The input that cannot be read, or nothing.
std::optional<std::string> read_inputs(const std::vector<std::string>& paths,
                                       std::istream& standard_input,
                                       const std::vector<std::unique_ptr<Consumer>>& consumers);

}  // namespace keytrail::ingest
