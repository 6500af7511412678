#include "delivery/trail_file.h"

#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace keytrail::delivery {

namespace fs = std::filesystem;

namespace {

// A key may hold what leads out of the folder, or no file name.
bool stays_inside(const fs::path& path) {
  if (path.is_absolute() || !path.has_filename()) return false;
  for (const fs::path& part : path) {
    if (part == ".." || part == ".") return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> write_trail_file(const std::string& folder, const Json& payload) {
  const fs::path key(string_member(payload, "key"));
  if (!stays_inside(key)) return key.string() + ": is no place below --trail-dir";
  const Bytes bytes = from_base64(string_member(payload, "body")).value_or(Bytes());
  const fs::path path = fs::path(folder) / key;
  fs::path draft = path;
  draft += ".tmp";
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return path.parent_path().string() + ": " + error.message();
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file << view_of(bytes);
  file.close();
  if (file.fail()) {
    fs::remove(draft, error);
    return draft.string() + ": cannot be written";
  }
  fs::rename(draft, path, error);
  if (error) return path.string() + ": " + error.message();
  return std::nullopt;
}

}  // namespace keytrail::delivery
