#include "scenario/identities.h"

#include "crypto/unique_id.h"
#include "policy/document.h"
#include "scenario/yaml_source.h"

namespace keytrail::scenario {
namespace {

constexpr Duration kSessionMin = std::chrono::hours(1);
constexpr Duration kSessionMax = std::chrono::hours(12);

class IdentitiesReader {
 public:
  IdentitiesReader(YamlSource& source, Identities& found) : source_(source), found_(found) {}

  void read_file() {
    Fields fields(source_, source_.root(), "identities");
    const auto organization = fields.find("organization");
    const auto accounts = organization ? fields.find("accounts") : fields.require("accounts");
    if (organization) read_organization(*organization);
    if (accounts) read_accounts(*accounts);
  }

  void read_given(const Yaml& node, const std::string& account) {
    Fields fields(source_, node, "identities");
    if (const auto organization = fields.find("organization")) read_organization(*organization);
    if (const auto accounts = fields.find("accounts")) read_accounts(*accounts);
    read_account(account, fields);
  }

 private:
  static bool is_account(const std::string& text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
  }

  void read_organization(const Yaml& node) {
    Fields fields(source_, node, "organization");
    Organization organization;
    organization.id = fields.require_text("id");
    if (!is_organization_id(organization.id)) {
      source_.report(fields.find("id").value_or(node),
                     "organization.id: expected o- and 10 to 32 small letters or digits, " +
                         got(organization.id));
    }
    organization.management_account = fields.require_text("management_account");
    check_account(fields.find("management_account").value_or(node),
                  "organization.management_account", organization.management_account);
    organization.management_email = fields.text("management_email");
    for (const Yaml& member : fields.items("member_accounts")) {
      read_member(member, organization);
    }
    if (found_.organization) report_twice(node, "an organization");
    found_.organization = std::move(organization);
  }

  void read_member(const Yaml& node, Organization& organization) {
    const std::string account = source_.text(node, "organization.member_accounts");
    check_account(node, "organization.member_accounts", account);
    if (account == organization.management_account) {
      source_.report(node,
                     "organization.member_accounts: expected other accounts than the management "
                     "account, " +
                         got(account));
    }
    if (organization.has_member(account)) report_twice(node, "account '" + account + "'");
    organization.member_accounts.push_back(account);
  }

  // As the API reference of Organizations has it.
  static bool is_organization_id(const std::string& text) {
    return text.starts_with("o-") && text.size() >= 12 && text.size() <= 34 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", 2) == std::string::npos;
  }

  void check_account(const Yaml& node, const std::string& what, const std::string& text) {
    if (!is_account(text)) source_.report(node, what + ": expected 12 digits, " + got(text));
  }

  static std::string got(const std::string& text) { return "got '" + text + "'"; }

  void read_accounts(const Yaml& accounts) {
    if (!accounts.IsMap()) source_.report(accounts, "accounts: expected a map of account ids");
    for (const auto& [id, account] : members_of(accounts)) {
      const std::string& text = id.Scalar();
      if (!is_account(text)) {
        source_.report(id, "accounts: expected an id of 12 digits, got '" + text + "'");
      }
      Fields fields(source_, account, "account");
      read_account(text, fields);
    }
  }

  void read_account(const std::string& account, Fields& fields) {
    if (const auto root = fields.find("root")) {
      Fields root_fields(source_, *root, "root");
      read_access_keys(root_fields, root_identity(account, {}));
    }
    if (const auto users = fields.find("users")) {
      for (const auto& [name, user] : named(*users, "users")) read_user(account, name, user);
    }
    if (const auto roles = fields.find("roles")) {
      for (const auto& [name, role] : named(*roles, "roles")) read_role(account, name, role);
    }
  }

  // A map from names, which may have a path ("team/alice"), to what is known of each.
  std::vector<std::pair<std::string, Yaml>> named(const Yaml& map, const std::string& what) {
    std::vector<std::pair<std::string, Yaml>> entries;
    if (!map.IsMap()) source_.report(map, what + ": expected a map of names");
    for (const auto& [name, entry] : members_of(map)) {
      if (!is_name(name.Scalar())) {
        source_.report(name, what + ": expected a name such as alice or team/alice, got '" +
                                 name.Scalar() + "'");
      }
      entries.emplace_back(name.Scalar(), entry);
    }
    return entries;
  }

  static bool is_name(const std::string& text) {
    constexpr const char* kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-/";
    return !text.empty() && text.front() != '/' && text.back() != '/' &&
           text.find_first_not_of(kAllowed) == std::string::npos;
  }

  void read_user(const std::string& account, const std::string& name, const Yaml& node) {
    Fields fields(source_, node, "user");
    IamUser user;
    user.arn = "arn:aws:iam::" + account + ":user/" + name;
    user.id = fields.text("id", crypto::unique_id("AIDA", user.arn));
    user.policies = read_policies(fields);
    user.tags = read_tags(fields);
    read_access_keys(fields, user_identity(user.arn, user.id, {}));
    const std::string arn = user.arn;
    if (!found_.users.emplace(arn, std::move(user)).second) report_twice(node, arn);
  }

  void read_role(const std::string& account, const std::string& name, const Yaml& node) {
    Fields fields(source_, node, "role");
    IamRole role;
    role.arn = "arn:aws:iam::" + account + ":role/" + name;
    role.id = fields.text("id", crypto::unique_id("AROA", role.arn));
    if (const auto trust = fields.require("trust")) {
      role.trust_policy = read_policy(*trust, policy::Grammar::Trust);
    }
    role.policies = read_policies(fields);
    role.tags = read_tags(fields);
    role.max_session = fields.duration("max_session", role.max_session);
    if (role.max_session < kSessionMin || role.max_session > kSessionMax) {
      source_.report(*fields.find("max_session"), "max_session: expected 1h to 12h");
    }
    for (const Yaml& session : fields.items("sessions")) {
      Fields session_fields(source_, session, "session");
      const std::string session_name = session_fields.require_text("name");
      read_access_keys(session_fields, session_identity(role.arn, role.id, session_name, {}));
    }
    const std::string arn = role.arn;
    if (!found_.roles.emplace(arn, std::move(role)).second) report_twice(node, arn);
  }

  void read_access_keys(Fields& fields, const Identity& identity) {
    for (const Yaml& node : fields.items("access_keys")) {
      Fields key_fields(source_, node, "access key");
      AccessKey key;
      key.identity = identity;
      key.identity.access_key_id = key_fields.require_text("id");
      key.secret = key_fields.text("secret");
      const std::string id = key.identity.access_key_id;
      if (!found_.access_keys.emplace(id, std::move(key)).second) {
        report_twice(node, "access key '" + id + "'");
      }
    }
  }

  IdentityPolicies read_policies(Fields& fields) {
    IdentityPolicies policies;
    for (const Yaml& node : fields.items("policies")) {
      policies.documents.push_back(read_policy(node, policy::Grammar::Identity));
    }
    if (const auto boundary = fields.find("boundary")) {
      policies.boundary = read_policy(*boundary, policy::Grammar::Identity);
    }
    return policies;
  }

  // As YAML, or as the JSON text that AWS takes.
  Json read_policy(const Yaml& node, policy::Grammar grammar) {
    Json tree = source_.value(node);
    if (tree.is_string()) {
      tree = parse_json(tree.get_ref<const std::string&>()).value_or(Json());
    }
    const Result<policy::Document> document = policy::read_document(tree, grammar);
    if (!document.ok()) source_.report(node, "policy: " + document.error().message);
    return tree;
  }

  std::map<std::string, std::string> read_tags(Fields& fields) {
    std::map<std::string, std::string> tags;
    const auto node = fields.find("tags");
    if (!node) return tags;
    if (!node->IsMap()) source_.report(*node, "tags: expected a map of names to values");
    for (const auto& [name, value] : members_of(*node)) {
      tags.emplace(name.Scalar(), source_.text(value, "tags." + name.Scalar()));
    }
    return tags;
  }

  void report_twice(const Yaml& node, const std::string& what) {
    source_.report(node, what + " is there twice; expected it once");
  }

  YamlSource& source_;
  Identities& found_;
};

}  // namespace

void read_identities(YamlSource& source, const Yaml& node, const std::string& account,
                     Identities& identities) {
  IdentitiesReader(source, identities).read_given(node, account);
}

std::variant<Identities, Problem> parse_identities(const std::string& path,
                                                   const std::string& text) {
  YamlSource source(path, text);
  Identities identities;
  if (!source.problem()) IdentitiesReader(source, identities).read_file();
  if (source.problem()) return *source.problem();
  return identities;
}

std::variant<Identities, Problem> load_identities(const std::string& path) {
  const std::optional<std::string> text = read_text(path);
  if (!text) return Problem{path, {}, "cannot be read", Problem::Kind::Unreadable};
  return parse_identities(path, *text);
}

}  // namespace keytrail::scenario
