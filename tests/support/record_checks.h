// What must hold for every record keytrail ever writes: the members CloudTrail's records have, of
// the right types and forms, and nothing that was secret in the calls.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"

namespace keytrail::testing {

inline bool is_digits(const std::string& text, std::size_t count) {
  return text.size() == count && text.find_first_not_of("0123456789") == std::string::npos;
}

inline bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i])))
      return false;
  }
  return true;
}

// CloudTrail guide, "CloudTrail record contents for management, data, and network activity events".
class RecordSchema {
 public:
  // What is wrong with the record, a sentence each.
  static std::vector<std::string> problems(const Json& record) {
    RecordSchema schema(record);
    schema.check();
    return schema.problems_;
  }

 private:
  explicit RecordSchema(const Json& record) : record_(record) {}

  void check() {
    static const std::set<std::string> kKnown = {"eventVersion",
                                                 "userIdentity",
                                                 "eventTime",
                                                 "eventSource",
                                                 "eventName",
                                                 "awsRegion",
                                                 "sourceIPAddress",
                                                 "userAgent",
                                                 "errorCode",
                                                 "errorMessage",
                                                 "requestParameters",
                                                 "responseElements",
                                                 "additionalEventData",
                                                 "requestID",
                                                 "eventID",
                                                 "readOnly",
                                                 "resources",
                                                 "eventType",
                                                 "apiVersion",
                                                 "managementEvent",
                                                 "recipientAccountId",
                                                 "sharedEventID",
                                                 "eventCategory",
                                                 "tlsDetails",
                                                 "serviceEventDetails",
                                                 "sessionCredentialFromConsole"};
    for (const auto& [name, value] : record_.items()) {
      if (!kKnown.contains(name)) problem("there is no member " + name);
    }
    expect(text("eventVersion") == "1.11", "eventVersion is not 1.11");
    expect(is_time(text("eventTime")), "eventTime is not YYYY-MM-DDThh:mm:ssZ");
    expect(text("eventSource").ends_with(".amazonaws.com"), "eventSource is no service");
    for (const char* name : {"eventName", "awsRegion", "sourceIPAddress"}) {
      expect(!text(name).empty(), std::string(name) + " is missing");
    }
    // Some clients do not say what they are.
    expect(!record_.contains("userAgent") || !text("userAgent").empty(), "userAgent is empty");
    expect(is_uuid(text("eventID")), "eventID is no UUID");
    expect(is_digits(text("recipientAccountId"), 12), "recipientAccountId is no account");
    expect(text("eventCategory") == "Management", "eventCategory is not Management");
    expect(member("managementEvent") == true, "managementEvent is not true");
    expect(member("readOnly").is_boolean(), "readOnly is no boolean");
    check_call();
    check_parameters("requestParameters");
    check_parameters("responseElements");
    check_resources();
    check_identity(member("userIdentity"));
  }

  void check_call() {
    const std::string type = text("eventType");
    if (type == "AwsServiceEvent") {
      expect(member("requestParameters").is_null(), "a service event has no requestParameters");
      expect(member("responseElements").is_null(), "a service event has no responseElements");
      expect(!record_.contains("requestID"), "a service event has no requestID");
      return;
    }
    expect(type == "AwsApiCall", "eventType is unheard of");
    expect(is_uuid(text("requestID")), "requestID is no UUID");
    if (record_.contains("errorCode")) {
      expect(!text("errorCode").empty(), "errorCode is empty");
      expect(member("responseElements").is_null(), "a failure has no responseElements");
      expect(!record_.contains("errorMessage") || !text("errorMessage").empty(),
             "errorMessage is empty");
    } else {
      expect(!record_.contains("errorMessage"), "errorMessage without errorCode");
    }
    // STS gives credentials, which change nothing, and shows them but for the secret key.
    if (member("readOnly") == true && text("eventSource") != "sts.amazonaws.com") {
      expect(member("responseElements").is_null(), "a read has no responseElements");
    }
  }

  void check_parameters(const std::string& name) {
    expect(record_.contains(name), name + " is missing");
    const Json value = member(name.c_str());
    expect(value.is_null() || (value.is_object() && !value.empty()),
           name + " is neither null nor an object with members");
    // S3 shows headers and XML by their own names.
    if (text("eventSource") != "s3.amazonaws.com") check_names(value, name);
  }

  // Members begin with a small letter; the keys of maps people fill are theirs.
  void check_names(const Json& value, const std::string& where) {
    static const std::set<std::string> kMaps = {
        "encryptionContext",           "tags",
        "encryptionContextSubset",     "attributes",
        "encryptionContextEquals",     "dimensions",
        "sourceEncryptionContext",     "kmsEncryptionContext",
        "destinationEncryptionContext"};
    if (value.is_array()) {
      for (const Json& item : value) check_names(item, where);
    }
    if (!value.is_object()) return;
    for (const auto& [name, item] : value.items()) {
      const bool is_small = !name.empty() && !std::isupper(static_cast<unsigned char>(name[0]));
      expect(is_small, where + "." + name + " begins with a capital");
      if (!kMaps.contains(name)) check_names(item, where + "." + name);
    }
  }

  void check_resources() {
    if (!record_.contains("resources")) return;
    for (const Json& resource : record_["resources"]) {
      expect(string_member(resource, "ARN").starts_with("arn:aws:"), "a resource has no ARN");
      expect(string_member(resource, "type").starts_with("AWS::"), "a resource has no type");
      expect(is_digits(string_member(resource, "accountId"), 12), "a resource has no accountId");
    }
  }

  void check_identity(const Json& who) {
    if (!who.is_object()) return problem("userIdentity is no object");
    const std::string type = string_member(who, "type");
    if (type.empty()) {  // A service event's.
      expect(is_digits(string_member(who, "accountId"), 12), "userIdentity names no account");
      return expect(who.contains("invokedBy"), "userIdentity names nobody");
    }
    static const std::set<std::string> kTypes = {"Root",          "IAMUser",    "AssumedRole",
                                                 "FederatedUser", "AWSAccount", "AWSService"};
    expect(kTypes.contains(type), "userIdentity is of the unknown type " + type);
    if (type == "AWSService") return check_service(who);
    expect(!string_member(who, "principalId").empty(), "userIdentity has no principalId");
    if (type != "AWSAccount") {
      expect(string_member(who, "arn").starts_with("arn:aws:"), "userIdentity has no arn");
    }
    expect(type != "IAMUser" || who.contains("userName"), "an IAM user has no userName");
    if (type == "AssumedRole") {
      const Json* context = find_member(who, "sessionContext");
      expect(context != nullptr && context->contains("sessionIssuer"), "a role has no issuer");
      const Json* attributes = context ? find_member(*context, "attributes") : nullptr;
      expect(attributes && is_time(string_member(*attributes, "creationDate")),
             "a session has no creationDate");
    }
  }

  // A service that calls for itself is no more than its name (CloudTrail guide, "userIdentity").
  void check_service(const Json& who) {
    const std::string name = string_member(who, "invokedBy");
    expect(name.ends_with(".amazonaws.com"), "a service that calls for itself has no name");
    expect(who.size() == 2, "a service that calls for itself has more than a name");
    expect(text("sourceIPAddress") == name, "a service calls from elsewhere");
    expect(text("userAgent") == name, "a service calls with another's agent");
  }

  static bool is_time(const std::string& text) {
    return text.size() == 20 && text.ends_with("Z") && parse_instant(text).has_value();
  }

  Json member(const char* name) const {
    const Json* found = find_member(record_, name);
    return found == nullptr ? Json() : *found;
  }
  std::string text(const char* name) const { return string_member(record_, name); }
  void problem(std::string text) { problems_.push_back(std::move(text)); }
  void expect(bool holds, std::string text) {
    if (!holds) problem(std::move(text));
  }

  const Json& record_;
  std::vector<std::string> problems_;
};

// Collects by value what calls gave and got that must never be in a record. A session token of STS
// is in the record of the call that made it, as on AWS (CloudTrail guide, "Example STS API event").
class Secrets {
 public:
  void note(const std::string& service, const Json& input, const Json& output) {
    collect(service, input);
    collect(service, output);
  }

  std::size_t size() const { return values_.size(); }

  // The first of them that is in the text; empty when none is.
  std::string found_in(const std::string& text) const {
    for (const std::string& value : values_) {
      if (text.find(value) != std::string::npos) return value;
    }
    return {};
  }

 private:
  // Shorter ones are in any text by chance.
  static constexpr std::size_t kLengthMin = 8;

  void collect(const std::string& service, const Json& value) {
    static const std::set<std::string> kSecret = {"Plaintext",
                                                  "CiphertextBlob",
                                                  "SecretString",
                                                  "SecretBinary",
                                                  "EncryptedKeyMaterial",
                                                  "ImportToken",
                                                  "PrivateKeyPlaintext",
                                                  "PrivateKeyCiphertextBlob",
                                                  "SharedSecret",
                                                  "Signature",
                                                  "Mac",
                                                  "GrantToken",
                                                  "KeyStorePassword",
                                                  "RandomPassword",
                                                  "SecretAccessKey",
                                                  "MessageBody",
                                                  "Token",
                                                  "RotationToken",
                                                  "PublicKey"};
    static const std::set<std::string> kServicesOfMessages = {"kms", "sns"};
    if (value.is_array()) {
      for (const Json& item : value) collect(service, item);
    }
    if (!value.is_object()) return;
    for (const auto& [name, item] : value.items()) {
      const bool is_message = name == "Message" && kServicesOfMessages.contains(service);
      if (!item.is_string()) {
        if (name == "GrantTokens") {
          for (const Json& token : item) note_value(token.get<std::string>());
        }
        collect(service, item);
      } else if ((kSecret.contains(name) || is_message) &&
                 item.get_ref<const std::string&>().size() >= kLengthMin) {
        note_value(item.get<std::string>());
      }
    }
  }

  // A blob comes as base64; what it holds is as secret.
  void note_value(const std::string& value) {
    values_.insert(value);
    const std::optional<Bytes> bytes = from_base64(value);
    if (bytes && bytes->size() >= kLengthMin) values_.emplace(view_of(*bytes));
  }

  std::set<std::string> values_;
};

}  // namespace keytrail::testing
