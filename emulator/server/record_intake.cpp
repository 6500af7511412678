#include "server/record_intake.h"

#include "server/control_routes.h"

namespace keytrail {
namespace {

constexpr std::size_t kRefusedTold = 1000;
constexpr std::size_t kRecordsPerBatch = 1000;
constexpr std::size_t kBytesPerBatch = 4u << 20;

}  // namespace

RecordIntake::RecordIntake(Emulator& emulator)
    : emulator_(emulator),
      splitter_(
          {[this](ingest::Piece piece) { scanner_.scan(piece, *this); },
           [this](std::uint64_t number, const std::string& reason) { refuse(number, reason); }}),
      inflater_([this](std::string_view bytes) { splitter_.feed(bytes); }) {}

void RecordIntake::feed(std::string_view bytes) {
  is_readable_ = is_readable_ && inflater_.feed(bytes);
}

wire::HttpResponse RecordIntake::finish() {
  is_readable_ = inflater_.finish() && is_readable_;
  splitter_.finish(is_readable_ ? ingest::Splitter::Ending::Whole
                                : ingest::Splitter::Ending::CutOff);
  if (!is_readable_) refuse(0, "the gzip data is damaged or ends early");
  inject();
  Json answer = {
      {"accepted", accepted_}, {"refusedCount", refused_count_}, {"refused", std::move(refused_)}};
  if (accepted_ > 0) return json_answer(200, answer);
  answer["message"] = seen_ == 0 ? "The body holds no records."
                                 : "None of the " + std::to_string(seen_) +
                                       " parts of the body is a CloudTrail record.";
  return json_answer(400, answer);
}

void RecordIntake::take(const ingest::RecordView& record, std::uint64_t) {
  batch_.emplace_back(record.text);
  batch_indexes_.push_back(seen_++);
  batch_bytes_ += record.text.size();
  if (batch_.size() >= kRecordsPerBatch || batch_bytes_ >= kBytesPerBatch) inject();
}

void RecordIntake::refuse(std::uint64_t, const std::string& reason) {
  note_refused(seen_++, "Not a CloudTrail record: " + reason + ".");
}

void RecordIntake::note_refused(std::uint64_t index, const std::string& reason) {
  if (refused_count_++ >= kRefusedTold) return;
  refused_.push_back({{"index", index}, {"reason", reason}});
}

void RecordIntake::inject() {
  if (batch_.empty()) return;
  const Json answer = emulator_.inject_records(batch_);
  accepted_ += answer["accepted"].get<std::uint64_t>();
  for (const Json& refusal : answer["refused"]) {
    note_refused(batch_indexes_[refusal["index"].get<std::size_t>()],
                 refusal["reason"].get<std::string>());
  }
  batch_.clear();
  batch_indexes_.clear();
  batch_bytes_ = 0;
}

}  // namespace keytrail
