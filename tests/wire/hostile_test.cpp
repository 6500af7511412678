// Bytes that no client would send. Nothing may crash, hang, or come back as anything but a tree or
// an error; run under the sanitizers this is where their findings would show.
#include "base/text.h"
#include "wire/samples.h"

namespace keytrail::wire {
namespace {

using namespace samples;

std::vector<HttpRequest> requests() {
  const std::string attributes =
      "Action=Publish&Message=a+b&MessageAttributes.entry.1.Name=n"
      "&MessageAttributes.entry.1.Value.DataType=Binary"
      "&MessageAttributes.entry.1.Value.BinaryValue=Zm9v";
  const std::string cbor_body(view_of(*from_hex(
      "bf694e616d6573706163657f616e616eff6a4d6574726963446174619fa36a4d65747269634e616d6561"
      "6d6954696d657374616d70c1fb41da556e400000006556616c7565f93e00ffff")));
  return {
      json(
          "kms", "TrentService.Encrypt",
          R"({"KeyId":"é","Plaintext":"Zm9v","EncryptionContext":{"a":"\u00e9b"},"DryRun":false})"),
      json("cloudwatch", "GraniteServiceVersion20100801.PutMetricData",
           R"({"Namespace":"n","MetricData":[{"MetricName":"m","Value":1.5e3,"Values":[1,-2]}]})"),
      query("sns", attributes),
      query("monitoring", "Action=PutMetricAlarm&Dimensions.member.1.Name=%C3%A9&Threshold=1.5"),
      s3("PUT", "/b", "",
         "<?xml version=\"1.0\"?><A "
         "x='1'><LocationConstraint>&#x65;&amp;</LocationConstraint></A>"),
      s3("POST", "/b", "delete", "<Delete><Object><Key><![CDATA[k]]></Key></Object></Delete>"),
      cbor("PutMetricData", cbor_body),
  };
}

// Goes all the way: routed, decoded, and the error rendered.
void take(const HttpRequest& request) {
  const Protocol protocol = guess_protocol(request);
  const Result<Route> found = route(request);
  if (!found) {
    EXPECT_FALSE(encode_error(nullptr, protocol, found.error(), kRequestId).headers.empty());
    return;
  }
  const Result<Json> tree = decode(found.value(), request);
  if (tree) return;
  const HttpResponse response =
      encode_error(&found.value(), found.value().protocol, tree.error(), kRequestId);
  EXPECT_EQ(response.status, 400);
}

TEST(HostileInput, BodiesMayEndAnywhere) {
  for (const HttpRequest& whole : requests()) {
    ASSERT_TRUE(must_decode(whole).is_object());
    ASSERT_FALSE(must_decode(whole).contains("error")) << whole.body;
    for (std::size_t size = 0; size < whole.body.size(); ++size) {
      HttpRequest cut = whole;
      cut.body.resize(size);
      take(cut);
    }
  }
}

TEST(HostileInput, AnyByteMayBeAnyOther) {
  for (const HttpRequest& whole : requests()) {
    for (std::size_t at = 0; at < whole.body.size(); ++at) {
      for (const char byte : std::string_view("\x00\x1F\"<&%.\x7F\x80\xC1\xFF", 11)) {
        HttpRequest changed = whole;
        changed.body[at] = byte;
        take(changed);
      }
    }
  }
}

TEST(HostileInput, HeadersPathsAndQueriesMayBeAnything) {
  const std::vector<std::string> texts = {"",
                                          "/",
                                          "//",
                                          "?",
                                          "%",
                                          "%2",
                                          "%zz",
                                          "=",
                                          "&&",
                                          ".",
                                          "..",
                                          "/service//operation/",
                                          "/service/operation/",
                                          "Credential=",
                                          "AWS4-HMAC-SHA256 Credential=////",
                                          "AWS ",
                                          "AWS :",
                                          "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f/g",
                                          "X-Amz-Credential",
                                          "Action",
                                          "Action=",
                                          std::string(1000, '.'),
                                          std::string(1000, '/'),
                                          std::string("\0\xFF", 2)};
  for (const std::string& text : texts) {
    for (const char* method : {"GET", "POST", "PUT", "HEAD", "", "\xFF"}) {
      take({method, text, text, {{"Host", text}}, text});
      for (const char* header :
           {"Authorization", "X-Amz-Target", "smithy-protocol", "Content-Type"}) {
        take({method, "/" + text, text, {{"Host", text}, {header, text}}, text});
      }
    }
  }
}

TEST(HostileInput, ManyOrDeepNamesCostNoMoreThanTheirLength) {
  std::string deep = "Action=Publish&A";
  for (int i = 0; i < 200'000; ++i) deep += ".a";
  take(query("sns", deep + "=1"));
  std::string many = "Action=PutMetricData";
  for (int i = 1; i < 50'000; ++i) {
    many += "&MetricData.member." + std::to_string(i) + ".Value=1";
  }
  const Json input = must_decode(query("monitoring", many));
  EXPECT_EQ(input["MetricData"].size(), 49'999u);
}

}  // namespace
}  // namespace keytrail::wire
