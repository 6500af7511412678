#include "wire/cbor.h"

#include "base/text.h"
#include "wire/samples.h"

namespace keytrail::wire {
namespace {

using namespace samples;

std::string bytes(std::string_view hex) { return std::string(view_of(*from_hex(hex))); }

TEST(CborDecoding, ReadsLengthsNumbersAndTimesOfEveryWidth) {
  struct CborRow {
    const char* what;
    const char* operation;
    const char* hex;
    Json expected;
  };
  const std::vector<CborRow> rows = {
      {"no body", "ListMetrics", "", Json::object()},
      {"a definite map", "ListMetrics", "a1694e616d657370616365616e", {{"Namespace", "n"}}},
      {"an indefinite map and text",
       "ListMetrics",
       "bf694e616d6573706163657f616e616effff",
       {{"Namespace", "nn"}}},
      {"null and unknown members", "ListMetrics",
       "a3694e616d657370616365f663466f6f82a1616101c074000000000000000000000000000000000000000063426"
       "172f5",
       Json::object()},
      {"integers of each width", "PutMetricAlarm", "a166506572696f64183c", {{"Period", 60}}},
      {"a wide integer", "PutMetricAlarm", "a166506572696f641b000000000000003c", {{"Period", 60}}},
      {"a half float", "PutMetricAlarm", "a1695468726573686f6c64f93e00", {{"Threshold", 1.5}}},
      {"a single float",
       "PutMetricAlarm",
       "a1695468726573686f6c64fa3fc00000",
       {{"Threshold", 1.5}}},
      {"a double",
       "PutMetricAlarm",
       "a1695468726573686f6c64fb3ff8000000000000",
       {{"Threshold", 1.5}}},
      {"an integer for a double",
       "PutMetricAlarm",
       "a1695468726573686f6c6420",
       {{"Threshold", -1.0}}},
      {"a time as a double",
       "GetMetricStatistics",
       "a1695374617274 54696d65c1fb41da556e40000000",
       {{"StartTime", 1767225600000}}},
      {"a time as an integer",
       "GetMetricStatistics",
       "a169537461727454696d65c11a6955b900",
       {{"StartTime", 1767225600000}}},
      {"lists",
       "PutMetricAlarm",
       "a16c416c61726d416374696f6e739f61616162ff",
       {{"AlarmActions", {"a", "b"}}}},
  };
  for (const CborRow& row : rows) {
    std::string hex = row.hex;
    std::erase(hex, ' ');
    ASSERT_TRUE(from_hex(hex)) << row.what;
    EXPECT_EQ(must_decode(cbor(row.operation, bytes(hex))), row.expected) << row.what;
  }
}

TEST(CborDecoding, RefusesWhatIsCutShortOrOfTheWrongType) {
  for (const char* hex : {
           "a1",                                          // A member is missing.
           "a1694e616d65",                                // Its name ends early.
           "a1694e616d65737061636501",                    // A number for a string.
           "a1694e616d6573706163657bffffffffffffffff61",  // A length beyond the body.
           "bf694e616d657370616365616e",                  // No break.
           "a10101",                                      // A key that is no text.
           "80",                                          // A list for a structure.
           "a0a0",                                        // Something after the end.
           "ff", "1f", "fc", "a1694e616d657370616365c2410f",
           "a1694e616d65737061636561ff",  // Not UTF-8.
       }) {
    EXPECT_EQ(must_decode(cbor("ListMetrics", bytes(hex)))["error"], "SerializationException")
        << hex;
  }
  const std::string deep(100'000, '\x81');
  EXPECT_EQ(must_decode(cbor("ListMetrics", bytes("a16178") + deep))["error"],
            "SerializationException");
}

TEST(CborEncoding, WritesIndefiniteContainersAndTaggedTimes) {
  const models::Service* service = models::find_service("cloudwatch");
  const models::Operation* operation = models::find_operation(*service, "GetMetricData");
  const Route route{service, operation, Protocol::Cbor, false, {}};
  const HttpResponse response = encode(
      route,
      {{"MetricDataResults", {{{"Id", "m"}, {"Timestamps", {1767225600000}}, {"Values", {1.5}}}}}},
      kRequestId);
  EXPECT_EQ(header_of(response, "smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(header_of(response, "Content-Type"), "application/cbor");
  EXPECT_EQ(to_hex(bytes_of(response.body)),
            "bf714d657472696344617461526573756c7473"
            "9fbf624964616d6a54696d657374616d7073"
            "9fc1fb41da556e40000000ff6656616c756573"
            "9ffb3ff8000000000000ffffffff");
  const Result<Json> back = decode_cbor(operation->output, response.body);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value()["MetricDataResults"][0]["Timestamps"][0], 1767225600000);
}

TEST(CborEncoding, AnswersAnOperationWithoutOutputWithAnEmptyMap) {
  const models::Service* service = models::find_service("cloudwatch");
  const Route route{
      service, models::find_operation(*service, "PutMetricData"), Protocol::Cbor, false, {}};
  EXPECT_EQ(to_hex(bytes_of(encode(route, Json(), kRequestId).body)), "bfff");
}

}  // namespace
}  // namespace keytrail::wire
