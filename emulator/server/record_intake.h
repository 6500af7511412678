// A RecordIntake takes the body of POST /_keytrail/cloudtrail/records as it comes and hands the
// records in it on in batches, so that no body is too long for memory.
#pragma once

#include <memory>
#include <string_view>

#include "ingest/inflater.h"
#include "ingest/record_scanner.h"
#include "ingest/splitter.h"
#include "keytrail/emulator.h"
#include "wire/wire.h"

namespace keytrail {

class RecordIntake final : private ingest::RecordScanner::Sink {
 public:
  explicit RecordIntake(Emulator& emulator);

  void feed(std::string_view bytes);
  // {"accepted": n, "refusedCount": n, "refused": [the first of them]}.
  wire::HttpResponse finish();

 private:
  void take(const ingest::RecordView& record, std::uint64_t number) override;
  void refuse(std::uint64_t number, const std::string& reason) override;
  void note_refused(std::uint64_t index, const std::string& reason);
  void inject();

  Emulator& emulator_;
  ingest::RecordScanner scanner_;
  ingest::Splitter splitter_;
  ingest::Inflater inflater_;
  bool is_readable_ = true;

  std::uint64_t seen_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint64_t refused_count_ = 0;
  Json refused_ = Json::array();
  std::vector<std::string> batch_;
  std::vector<std::uint64_t> batch_indexes_;
  std::size_t batch_bytes_ = 0;
};

}  // namespace keytrail
