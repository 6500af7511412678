#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::int64_t kPasswordLengthDefault = 32;

struct CharacterType {
  const char* exclude_member;
  std::string_view characters;
};
constexpr CharacterType kTypes[] = {
    {"ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz"},
    {"ExcludeNumbers", "0123456789"},
    {"ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
};

// The characters of each type that the caller wants, without the excluded ones.
std::vector<std::string> included_types(const Json& input) {
  const std::string excluded = string_member(input, "ExcludeCharacters");
  std::vector<std::string> types;
  const auto include = [&](std::string characters) {
    std::erase_if(characters, [&](char c) { return excluded.find(c) != excluded.npos; });
    types.push_back(std::move(characters));
  };
  for (const CharacterType& type : kTypes) {
    if (!optional_bool(input, type.exclude_member).value_or(false)) {
      include(std::string(type.characters));
    }
  }
  if (optional_bool(input, "IncludeSpace").value_or(false)) include(" ");
  return types;
}

void shuffle(std::string& text, Random& random) {
  for (std::size_t left = text.size(); left > 1; --left) {
    std::swap(text[left - 1], text[random.number() % left]);
  }
}

}  // namespace

Result<Json> get_random_password(State&, Context& context, const Json& input) {
  const auto length = static_cast<std::size_t>(
      optional_integer(input, "PasswordLength").value_or(kPasswordLengthDefault));
  const std::vector<std::string> types = included_types(input);
  std::string all;
  for (const std::string& characters : types) all += characters;
  if (all.empty()) return password_characters_all_excluded();

  std::string password;
  if (optional_bool(input, "RequireEachIncludedType").value_or(true)) {
    if (length < types.size()) return password_too_short();
    for (const std::string& characters : types) {
      if (characters.empty()) return password_required_characters_excluded();
      password += context.random.text(1, characters);
    }
  }
  password += context.random.text(length - password.size(), all);
  shuffle(password, context.random);
  return Json{{"RandomPassword", password}};
}

}  // namespace keytrail::secretsmanager
