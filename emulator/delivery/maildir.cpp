#include "delivery/maildir.h"

#include <filesystem>
#include <fstream>

#include "delivery/message.h"

namespace keytrail::delivery {

namespace fs = std::filesystem;

namespace {

// FNV-1a: short, and the same on every machine.
std::uint64_t digest_of(std::string_view text) {
  std::uint64_t digest = 0xCBF29CE484222325u;
  for (const unsigned char c : text) digest = (digest ^ c) * 0x100000001B3u;
  return digest;
}

// Seconds first, as maildir readers sort. The digest keeps mails of one instant and number apart
// when a reset or a second emulator starts the same clock again.
std::string file_name(const Mail& mail, std::string_view text) {
  const std::int64_t millis = millis_of(mail.at);
  return std::to_string(millis / 1000) + ".M" + std::to_string(millis % 1000) + "Q" + mail.id +
         "H" + std::to_string(digest_of(text)) + ".keytrail";
}

}  // namespace

std::optional<std::string> write_to_maildir(const std::string& maildir, const Mail& mail) {
  const fs::path root(maildir);
  for (const char* folder : {"tmp", "new", "cur"}) {
    std::error_code error;
    fs::create_directories(root / folder, error);
    if (error) return (root / folder).string() + ": " + error.message();
  }
  const std::string text = render_message(mail, LineEnd::Lf);
  const std::string name = file_name(mail, text);
  const fs::path draft = root / "tmp" / name;
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (file.fail()) {
    fs::remove(draft, error);
    return draft.string() + ": cannot be written";
  }
  fs::rename(draft, root / "new" / name, error);
  if (error) return (root / "new" / name).string() + ": " + error.message();
  return std::nullopt;
}

}  // namespace keytrail::delivery
