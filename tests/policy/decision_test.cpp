#include "policy/decision.h"

#include <gtest/gtest.h>

namespace keytrail::policy {
namespace {

constexpr const char* kAccount = "123456789012";
const std::string kUser = "arn:aws:iam::123456789012:user/alice";
const std::string kSession = "arn:aws:sts::123456789012:assumed-role/ops/me";
const std::string kRole = "arn:aws:iam::123456789012:role/ops";
const std::string kKey = "arn:aws:kms:us-east-1:123456789012:key/1234";

Document parsed(const std::string& text, Grammar grammar) {
  Result<Document> document = parse_document(text, grammar);
  EXPECT_TRUE(document.ok()) << text << ": " << (document.ok() ? "" : document.error().message);
  return document.ok() ? std::move(document).value() : Document();
}

std::string in_document(const std::string& statements) {
  return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
}

Request request_of(const std::string& arn) {
  Request request{{kAccount, arn, arn == kSession ? kRole : "", {}}, "kms:Encrypt", kKey, {}};
  request.conditions.set("aws:username", "alice");
  request.conditions.set("aws:SourceIp", "203.0.113.7");
  request.conditions.set("aws:CurrentTime", "2026-01-01T00:00:00Z");
  request.conditions.set("aws:SecureTransport", "true");
  request.conditions.set("kms:EncryptionContextKeys", std::vector<std::string>{"app", "tier"});
  request.conditions.set("kms:EncryptionContext:app", "shop");
  request.conditions.set("days", "7");
  request.conditions.set("source", "arn:aws:sns:us-east-1:123456789012:topic");
  request.conditions.set("bytes", "Zm9v");
  return request;
}

TEST(Conditions, CompareAsTheirOperatorSays) {
  struct Row {
    const char *line, *key, *value;
    bool holds;
  };
  const Row rows[] = {
      {"StringEquals", "aws:username", R"("alice")", true},
      {"StringEquals", "AWS:UserName", R"("alice")", true},
      {"StringEquals", "aws:username", R"("Alice")", false},
      {"StringEquals", "aws:username", R"("a*")", false},
      {"StringEquals", "aws:username", R"(["bob","alice"])", true},
      {"StringEquals", "absent", R"("x")", false},
      {"StringEqualsIfExists", "absent", R"("x")", true},
      {"StringEqualsIfExists", "aws:username", R"("x")", false},
      {"StringNotEquals", "aws:username", R"("bob")", true},
      {"StringNotEquals", "aws:username", R"(["bob","alice"])", false},
      {"StringNotEquals", "absent", R"("x")", true},
      {"StringEqualsIgnoreCase", "aws:username", R"("ALICE")", true},
      {"StringNotEqualsIgnoreCase", "aws:username", R"("ALICE")", false},
      {"StringLike", "aws:username", R"("a*e")", true},
      {"StringLike", "aws:username", R"("al?ce")", true},
      {"StringLike", "aws:username", R"("al?e")", false},
      {"StringNotLike", "aws:username", R"("b*")", true},
      {"StringEquals", "aws:username", R"("${aws:username}")", true},
      {"StringEquals", "aws:username", R"("${absent}")", false},
      {"StringEquals", "aws:username", R"("${absent, 'alice'}")", true},
      {"NumericEquals", "days", "7", true},
      {"NumericEquals", "days", R"("7.0")", true},
      {"NumericNotEquals", "days", "7", false},
      {"NumericLessThan", "days", "7", false},
      {"NumericLessThan", "days", "8", true},
      {"NumericLessThanEquals", "days", "7", true},
      {"NumericGreaterThan", "days", "7", false},
      {"NumericGreaterThanEquals", "days", "7", true},
      {"NumericEquals", "aws:username", "7", false},
      {"DateEquals", "aws:CurrentTime", R"("2026-01-01T00:00:00Z")", true},
      {"DateEquals", "aws:CurrentTime", R"("1767225600")", true},
      {"DateNotEquals", "aws:CurrentTime", R"("2026-01-01T00:00:00Z")", false},
      {"DateLessThan", "aws:CurrentTime", R"("2026-01-01T00:00:01Z")", true},
      {"DateLessThanEquals", "aws:CurrentTime", R"("2025-12-31T23:59:59Z")", false},
      {"DateGreaterThan", "aws:CurrentTime", R"("2025-12-31T23:59:59Z")", true},
      {"DateGreaterThanEquals", "aws:CurrentTime", R"("2026-01-01T00:00:01Z")", false},
      {"Bool", "aws:SecureTransport", "true", true},
      {"Bool", "aws:SecureTransport", R"("false")", false},
      {"BinaryEquals", "bytes", R"("Zm9v")", true},
      {"BinaryEquals", "bytes", R"("YmFy")", false},
      {"IpAddress", "aws:SourceIp", R"("203.0.113.0/24")", true},
      {"IpAddress", "aws:SourceIp", R"("203.0.113.7")", true},
      {"IpAddress", "aws:SourceIp", R"("203.0.112.0/24")", false},
      {"IpAddress", "aws:SourceIp", R"("2001:db8::/32")", false},
      {"NotIpAddress", "aws:SourceIp", R"("203.0.113.0/24")", false},
      {"NotIpAddress", "aws:SourceIp", R"("10.0.0.0/8")", true},
      {"ArnEquals", "source", R"("arn:aws:sns:*:123456789012:*")", true},
      {"ArnLike", "source", R"("arn:aws:sns:us-east-1:*:topic")", true},
      {"ArnLike", "source", R"("arn:aws:*")", false},
      {"ArnNotLike", "source", R"("arn:aws:sqs:*:*:*")", true},
      {"ArnNotEquals", "source", R"("arn:aws:sns:*:*:topic")", false},
      {"Null", "absent", "true", true},
      {"Null", "days", "true", false},
      {"Null", "days", "false", true},
      {"ForAnyValue:StringEquals", "kms:EncryptionContextKeys", R"("app")", true},
      {"ForAnyValue:StringEquals", "kms:EncryptionContextKeys", R"("other")", false},
      {"ForAnyValue:StringEquals", "absent", R"("app")", false},
      {"ForAnyValue:StringNotEquals", "absent", R"("app")", false},
      {"ForAllValues:StringEquals", "kms:EncryptionContextKeys", R"("app")", false},
      {"ForAllValues:StringEquals", "kms:EncryptionContextKeys", R"(["app","tier"])", true},
      {"ForAllValues:StringEquals", "absent", R"("app")", true},
      {"ForAllValues:StringNotEquals", "kms:EncryptionContextKeys", R"("app")", false},
      {"StringEquals", "KMS:encryptioncontext:APP", R"("shop")", true},
  };
  for (const Row& row : rows) {
    const std::string text =
        in_document(std::string(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{")") +
                    row.line + R"(":{")" + row.key + R"(":)" + row.value + "}}}");
    const Document document = parsed(text, Grammar::Identity);
    const Verdict verdict = evaluate(document, request_of(kUser));
    EXPECT_EQ(verdict.kind == Verdict::Kind::Allows, row.holds)
        << row.line << " " << row.key << " " << row.value;
  }
}

TEST(Statements, MatchActionsResourcesAndPrincipals) {
  struct Row {
    const char *name, *statement;
    Grammar grammar;
    std::string caller;
    bool allows;
  };
  const Row rows[] = {
      {"case of actions does not matter", R"("Action":"KMS:enc*","Resource":"*")",
       Grammar::Identity, kUser, true},
      {"another action", R"("Action":"kms:Decrypt","Resource":"*")", Grammar::Identity, kUser,
       false},
      {"all actions but one", R"("NotAction":"kms:Decrypt","Resource":"*")", Grammar::Identity,
       kUser, true},
      {"all actions but this", R"("NotAction":"kms:*","Resource":"*")", Grammar::Identity, kUser,
       false},
      {"the key's ARN", R"("Action":"*","Resource":"arn:aws:kms:*:123456789012:key/*")",
       Grammar::Identity, kUser, true},
      {"case of resources matters", R"("Action":"*","Resource":"arn:aws:kms:*:*:KEY/*")",
       Grammar::Identity, kUser, false},
      {"all resources but this", R"("Action":"*","NotResource":"arn:aws:kms:*:*:key/1234")",
       Grammar::Identity, kUser, false},
      {"everybody", R"("Principal":"*","Action":"*","Resource":"*")", Grammar::Key, kUser, true},
      {"the user",
       R"("Principal":{"AWS":"arn:aws:iam::123456789012:user/alice"},)"
       R"("Action":"*","Resource":"*")",
       Grammar::Key, kUser, true},
      {"another user",
       R"("Principal":{"AWS":"arn:aws:iam::123456789012:user/bob"},)"
       R"("Action":"*","Resource":"*")",
       Grammar::Key, kUser, false},
      {"the role of a session",
       R"("Principal":{"AWS":"arn:aws:iam::123456789012:role/ops"},)"
       R"("Action":"*","Resource":"*")",
       Grammar::Key, kSession, true},
      {"the session",
       R"("Principal":{"AWS":"arn:aws:sts::123456789012:assumed-role/ops/me"},)"
       R"("Action":"*","Resource":"*")",
       Grammar::Key, kSession, true},
      {"a service", R"("Principal":{"Service":"sns.amazonaws.com"},"Action":"*","Resource":"*")",
       Grammar::Key, kUser, false},
      {"all but the user",
       R"("NotPrincipal":{"AWS":"arn:aws:iam::123456789012:user/alice"},)"
       R"("Action":"*","Resource":"*")",
       Grammar::Key, kUser, false},
      {"no Action has no effect", R"("Principal":"*","Resource":"*")", Grammar::Key, kUser, false},
  };
  for (const Row& row : rows) {
    const Document document = parsed(
        in_document(R"({"Effect":"Allow",)" + std::string(row.statement) + "}"), row.grammar);
    EXPECT_EQ(evaluate(document, request_of(row.caller)).kind == Verdict::Kind::Allows, row.allows)
        << row.name;
  }
}

TEST(Documents, AreReadStrictly) {
  const std::string fine = R"("Effect":"Allow","Action":"kms:*","Resource":"*")";
  struct Row {
    std::string text;
    Grammar grammar;
    const char* error;
  };
  const Row rows[] = {
      {"[]", Grammar::Identity, "the policy: expected an object"},
      {"{}", Grammar::Identity, "the policy: expected a Statement"},
      {R"({"Statement":[]})", Grammar::Identity, "Statement: expected at least one statement"},
      {R"({"Version":"2020-01-01","Statement":[]})", Grammar::Identity,
       "Version: expected 2012-10-17 or 2008-10-17"},
      {R"({"Statements":[]})", Grammar::Identity,
       "the policy: expected one of Version, Id, Statement, not 'Statements'"},
      {in_document(R"({"Effect":"allow","Action":"a:b","Resource":"*"})"), Grammar::Identity,
       "Statement[0].Effect: expected Allow or Deny"},
      {in_document("{" + fine + R"(,"Principal":"*"})"), Grammar::Identity,
       "Statement[0]: expected no Principal in the policy of an identity"},
      {in_document("{" + fine + "}"), Grammar::Resource, "Statement[0]: expected a Principal"},
      {in_document("{" + fine + R"(,"NotAction":"x:y"})"), Grammar::Identity,
       "Statement[0]: expected either Action or NotAction"},
      {in_document(R"({"Effect":"Allow","Action":"Encrypt","Resource":"*"})"), Grammar::Identity,
       "Statement[0].Action: expected an action such as kms:Encrypt, not 'Encrypt'"},
      {in_document(R"({"Effect":"Allow","Action":"kms:*","Resource":"key"})"), Grammar::Identity,
       "Statement[0].Resource: expected an ARN or *, not 'key'"},
      {in_document("{" + fine + R"(,"Condition":{"StringIs":{"a":"b"}}})"), Grammar::Identity,
       "Statement[0].Condition: expected an operator such as StringEquals, not 'StringIs'"},
      {in_document("{" + fine + R"(,"Condition":{"NumericEquals":{"a":"b"}}})"), Grammar::Identity,
       "Statement[0].Condition.NumericEquals.a: expected a value for NumericEquals, not 'b'"},
      {in_document(R"({"Effect":"Allow","Principal":"*","Action":"sts:*","Resource":"*"})"),
       Grammar::Trust, "Statement[0]: expected no Resource in the policy of a role"},
  };
  for (const Row& row : rows) {
    const Result<Document> document = parse_document(row.text, row.grammar);
    ASSERT_FALSE(document.ok()) << row.text;
    EXPECT_EQ(document.error().message, row.error);
  }
  EXPECT_TRUE(parse_document(in_document("{" + fine + "}"), Grammar::Identity).ok());
}

// The order of the guide: denials, then permissions of the resource, then those of the identity.
TEST(Decisions, NameWhatDecided) {
  const Document allow = parsed(
      in_document(R"({"Effect":"Allow","Action":"kms:*","Resource":"*"})"), Grammar::Identity);
  const Document deny = parsed(in_document(R"({"Effect":"Deny","Action":"kms:*","Resource":"*"})"),
                               Grammar::Identity);
  const auto key_policy = [](const std::string& effect, const std::string& principal) {
    return parsed(in_document(R"({"Effect":")" + effect + R"(","Principal":{"AWS":")" + principal +
                              R"("},"Action":"kms:*","Resource":"*"})"),
                  Grammar::Key);
  };
  const Document delegates = key_policy("Allow", "arn:aws:iam::123456789012:root");
  const Document names_role = key_policy("Allow", kRole);
  const Document names_session = key_policy("Allow", kSession);
  const Document names_user = key_policy("Allow", kUser);
  const Document denies = key_policy("Deny", "*");
  const Document other = key_policy("Allow", "111122223333");
  const Document nothing;
  struct Row {
    const char* name;
    std::string caller;
    Policies policies;
    std::string denial;  // Empty: allowed.
  };
  const std::string no_identity = " because no identity-based policy allows the kms:Encrypt action";
  const std::string no_resource = " because no resource-based policy allows the kms:Encrypt action";
  const std::string root = "arn:aws:iam::123456789012:root";
  const auto kms = [](std::vector<const Document*> identity, const Document* key) {
    Policies policies;
    policies.identity = std::move(identity);
    policies.resource = key;
    policies.needs_delegation = true;
    return policies;
  };
  const auto with = [](Policies policies, auto change) {
    change(policies);
    return policies;
  };
  const Row rows[] = {
      {"both agree", kUser, kms({&allow}, &delegates), ""},
      {"the account leaves it to its user, who has nothing", kUser, kms({}, &delegates),
       no_identity},
      {"the key's policy does not let the account in", kUser, kms({&allow}, &other), no_resource},
      {"the key's policy is enough when it names the user", kUser, kms({}, &names_user), ""},
      {"an identity's denial", kUser, kms({&allow, &deny}, &names_user),
       " with an explicit deny in an identity-based policy"},
      {"the key's denial", kUser, kms({&allow}, &denies),
       " with an explicit deny in a resource-based policy"},
      {"the root user where the account is named", root, kms({}, &delegates), ""},
      {"the root user where it is not", root, kms({}, &names_user), no_resource},
      {"a grant", kUser, with(kms({}, &other), [](Policies& p) { p.is_granted = true; }), ""},
      {"a grant does not overrule a denial", kUser,
       with(kms({&deny}, &other), [](Policies& p) { p.is_granted = true; }),
       " with an explicit deny in an identity-based policy"},
      {"another account's key wants both", kUser,
       with(kms({}, &names_user), [](Policies& p) { p.is_cross_account = true; }), no_identity},
      {"another account's key with both", kUser,
       with(kms({&allow}, &delegates), [](Policies& p) { p.is_cross_account = true; }), ""},
      {"a session policy that is silent", kSession,
       with(kms({&allow}, &delegates), [&](Policies& p) { p.session = &nothing; }),
       " because no session policy allows the kms:Encrypt action"},
      {"a session policy holds back what the role was given", kSession,
       with(kms({}, &names_role), [&](Policies& p) { p.session = &nothing; }),
       " because no session policy allows the kms:Encrypt action"},
      {"and not what the session itself was given", kSession,
       with(kms({}, &names_session), [&](Policies& p) { p.session = &nothing; }), ""},
      {"a session policy's denial", kSession,
       with(kms({&allow}, &delegates), [&](Policies& p) { p.session = &deny; }),
       " with an explicit deny in a session policy"},
      {"a boundary that is silent", kUser,
       with(kms({&allow}, &delegates), [&](Policies& p) { p.boundary = &nothing; }),
       " because no permissions boundary allows the kms:Encrypt action"},
      {"a boundary that allows", kUser,
       with(kms({&allow}, &delegates), [&](Policies& p) { p.boundary = &allow; }), ""},
  };
  for (const Row& row : rows) {
    const Decision decision = decide(row.policies, request_of(row.caller));
    EXPECT_EQ(decision.is_allowed, row.denial.empty()) << row.name;
    if (!decision.is_allowed) {
      EXPECT_EQ(reason(decision, "kms:Encrypt"), row.denial) << row.name;
    }
  }
  Policies elsewhere;
  elsewhere.identity = {&allow};
  EXPECT_TRUE(decide(elsewhere, request_of(kUser)).is_allowed)
      << "outside KMS an identity's policy is enough";
}

TEST(Variables, AreNoWildcardsAndOnlyOfTheNewerVersion) {
  Request request = request_of(kUser);
  request.conditions.set("aws:username", "*");
  request.resource = "arn:aws:s3:::home/alice";
  const std::string statement =
      R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::home/${aws:username}"})";
  EXPECT_EQ(evaluate(parsed(in_document(statement), Grammar::Identity), request).kind,
            Verdict::Kind::Silent);
  request.conditions.set("aws:username", "alice");
  EXPECT_EQ(evaluate(parsed(in_document(statement), Grammar::Identity), request).kind,
            Verdict::Kind::Allows);
  EXPECT_EQ(evaluate(parsed(R"({"Statement":)" + statement + "}", Grammar::Identity), request).kind,
            Verdict::Kind::Silent);
}

}  // namespace
}  // namespace keytrail::policy
