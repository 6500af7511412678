// Turns the files of web/ into a C++ table, at build time.
//
// usage: compile_assets OUT.cpp FILE...
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

struct Kind {
  const char* ending;
  const char* content_type;
};
constexpr std::array<Kind, 5> kKinds = {{{".html", "text/html; charset=utf-8"},
                                         {".css", "text/css; charset=utf-8"},
                                         {".js", "text/javascript; charset=utf-8"},
                                         {".svg", "image/svg+xml"},
                                         {".json", "application/json"}}};

const char* content_type_of(const std::string& name) {
  for (const Kind& kind : kKinds) {
    if (name.ends_with(kind.ending)) return kind.content_type;
  }
  return nullptr;
}

void write_bytes(std::ostream& out, const std::string& bytes) {
  constexpr std::size_t kBytesPerLine = 32;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % kBytesPerLine == 0) out << "\n    ";
    out << static_cast<int>(static_cast<signed char>(bytes[i])) << ',';
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: compile_assets OUT.cpp FILE...\n";
    return 2;
  }
  std::ofstream out(arguments[1]);
  out << "#include \"console/console.h\"\n\nnamespace keytrail::console {\nnamespace {\n";
  std::string table;
  for (int i = 2; i < count; ++i) {
    const std::string path = arguments[i];
    const std::string name = path.substr(path.rfind('/') + 1);
    const char* const content_type = content_type_of(name);
    std::ifstream in(path, std::ios::binary);
    if (content_type == nullptr || !in) {
      std::cerr << "compile_assets: " << path << ": cannot be read, or of no known kind\n";
      return 1;
    }
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const std::string variable = "kBytes" + std::to_string(i - 1);
    out << "constexpr char " << variable << "[] = {";
    write_bytes(out, bytes);
    out << "0};\n";
    table += "    {\"" + name + "\", \"" + content_type + "\", {" + variable + ", sizeof " +
             variable + " - 1}},\n";
  }
  out << "constexpr Asset kAssets[] = {\n"
      << table << "};\n\n}  // namespace\n\n"
      << "std::span<const Asset> assets() { return kAssets; }\n\n}  // namespace "
         "keytrail::console\n";
  return out.flush() ? 0 : 1;
}
