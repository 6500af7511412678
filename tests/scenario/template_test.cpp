#include "scenario/template.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/drbg.h"
#include "crypto/key_pair.h"
#include "crypto/rsa.h"

namespace keytrail::scenario {
namespace {

class TemplateTest : public ::testing::Test {
 protected:
  TemplateTest() {
    names_.define("id");
    names_.define("list");
    values_ = {{Json("k-1"), Json::array({1, 2})}, &random_};
  }

  Result<Json> resolve(const std::string& yaml) {
    YamlSource source("a.yaml", yaml);
    const Template parsed = Template::parse(source, source.root(), names_);
    EXPECT_FALSE(source.problem()) << source.problem()->line();
    return parsed.resolve(values_);
  }
  std::string text(const std::string& yaml) {
    const auto value = resolve(yaml);
    return value ? to_text(value.value()) : value.error().message;
  }

  Names names_;
  crypto::CommandRandom random_{std::array<std::uint8_t, 32>{}, 0};
  Values values_;
};

TEST_F(TemplateTest, HolesAreFilledAndKeepTheirTypeWhenAlone) {
  EXPECT_EQ(text("{a: \"${id}\", b: \"x${id}y${id}\", c: \"${list}\", d: \"n=${list}\"}"),
            R"({"a":"k-1","b":"xk-1yk-1","c":[1,2],"d":"n=[1,2]"})");
  EXPECT_EQ(text("\"$${id} $.id\""), R"("${id} $.id")");
  EXPECT_EQ(text("{a: \"$${id}\", b: [\"$${id}\", text(base64(x))]}"),
            R"json({"a":"${id}","b":["${id}","base64(x)"]})json");
}

TEST_F(TemplateTest, FunctionsWorkOnTexts) {
  EXPECT_EQ(text("base64(foo)"), R"("Zm9v")");
  EXPECT_EQ(text("base64(a, b)"), R"("YSwgYg==")");
  EXPECT_EQ(text("unbase64(base64(${id}))"), R"("k-1")");
  EXPECT_EQ(text("unbase64(***)"), "unbase64: expected base64, got '***'");
  EXPECT_EQ(text("text(base64(${x}))"), "\"base64(${x})\"");
  EXPECT_EQ(text("unknown(foo)"), "\"unknown(foo)\"");
}

TEST_F(TemplateTest, WrapFitsTheAlgorithmThatIsNamed) {
  const crypto::KeyPair pair = crypto::generate_key_pair(random_, crypto::KeyPairKind::Rsa2048);
  const std::string material = to_base64(std::string_view("thirty-two bytes of key material"));
  const auto wrap = [&](const std::string& algorithm) {
    const auto wrapped = resolve("\"wrap(" + material + ", " + to_base64(pair.public_key) + ", " +
                                 algorithm + ")\"");
    return wrapped ? from_base64(wrapped.value().get<std::string>()).value_or(Bytes()) : Bytes();
  };
  const Bytes plain = wrap("RSAES_OAEP_SHA_256");
  EXPECT_EQ(
      to_base64(
          crypto::oaep_decrypt(pair.private_key, crypto::Hash::Sha256, plain).value_or(Bytes())),
      material);

  const Bytes two_steps = wrap("RSA_AES_KEY_WRAP_SHA_1");
  ASSERT_GT(two_steps.size(), 256u);
  const crypto::View view(two_steps);
  const auto key = crypto::oaep_decrypt(pair.private_key, crypto::Hash::Sha1, view.subspan(0, 256));
  ASSERT_TRUE(key);
  EXPECT_EQ(to_base64(crypto::aes_unwrap_padded(*key, view.subspan(256)).value_or(Bytes())),
            material);

  EXPECT_TRUE(wrap("RSAES_PKCS1_V1_5").empty());
  EXPECT_TRUE(wrap("SOMETHING_SHA_256").empty());
}

}  // namespace
}  // namespace keytrail::scenario
