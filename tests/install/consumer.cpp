#include <keytrail/emulator.h>

#include <iostream>

int main() {
  keytrail::Emulator aws;
  const auto key = aws.call("kms", "CreateKey", keytrail::Json::object());
  const auto id = key.output["KeyMetadata"]["KeyId"];
  aws.call("kms", "DisableKey", {{"KeyId", id}});
  const auto refused = aws.call("kms", "Encrypt", {{"KeyId", id}, {"Plaintext", "Zm9v"}});
  aws.clock().advance(std::chrono::minutes(1));
  std::cout << (refused.error ? refused.error->code : "no error") << "\n";
}
