#include "wire/samples.h"
#include "wire/xml_reader.h"

namespace keytrail::wire {
namespace {

using namespace samples;

TEST(S3Decoding, TakesMembersFromUriQueryHeadersAndBody) {
  EXPECT_EQ(must_decode(s3("GET", "/b", "list-type=2&max-keys=5&prefix=AWSLogs%2F&delimiter=/")),
            (Json{{"Bucket", "b"}, {"Delimiter", "/"}, {"MaxKeys", 5}, {"Prefix", "AWSLogs/"}}));

  HttpRequest put = s3("PUT", "/b/a%20b/c+d", "", "bytes");
  put.headers.emplace_back("X-Amz-Meta-Color", "blue");
  put.headers.emplace_back("Content-Type", "text/plain");
  const Json input = must_decode(put);
  EXPECT_EQ(string_member(input, "Bucket"), "b");
  EXPECT_EQ(string_member(input, "Key"), "a b/c+d");
  EXPECT_EQ(string_member(input, "ContentType"), "text/plain");
  EXPECT_EQ(input["Metadata"], (Json{{"color", "blue"}}));
  EXPECT_EQ(view_of(*blob_member(input, "Body")), "bytes");

  HttpRequest get = s3("GET", "/b/k");
  get.headers.emplace_back("If-Modified-Since", "Wed, 21 Oct 2015 07:28:00 GMT");
  EXPECT_EQ(optional_integer(must_decode(get), "IfModifiedSince"), 1445412480000);
}

TEST(S3Decoding, ReadsXmlBodies) {
  const std::string create =
      "<?xml version=\"1.0\"?><!-- a --><CreateBucketConfiguration "
      "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
      "<LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
  EXPECT_EQ(must_decode(s3("PUT", "/b", "", create)),
            (Json{{"Bucket", "b"},
                  {"CreateBucketConfiguration", {{"LocationConstraint", "eu-west-1"}}}}));
  EXPECT_EQ(must_decode(s3("POST", "/b", "delete",
                           "<Delete><Object><Key>a&amp;&#x62;</Key></Object>"
                           "<Object><Key><![CDATA[<c>]]></Key></Object><Quiet>true</Quiet>"
                           "</Delete>"))["Delete"],
            (Json{{"Objects", {{{"Key", "a&b"}}, {{"Key", "<c>"}}}}, {"Quiet", true}}));
  EXPECT_EQ(must_decode(s3("PUT", "/b", "tagging",
                           "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet>"
                           "</Tagging>"))["Tagging"],
            (Json{{"TagSet", {{{"Key", "k"}, {"Value", "v"}}}}}));
  EXPECT_EQ(must_decode(s3("PUT", "/b", "policy", "{}")),
            (Json{{"Bucket", "b"}, {"Policy", "{}"}}));
}

TEST(S3Decoding, RefusesWhatIsNoXmlOrOfTheWrongType) {
  for (const char* body :
       {"<a", "<a><b></a>", "<a>&unknown;</a>", "<a/><b/>", "plain",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a b=c/>", "<a>&#0;</a>"}) {
    EXPECT_EQ(must_decode(s3("PUT", "/b", "", body))["error"], "MalformedXML") << body;
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep).has_value());
  EXPECT_EQ(must_decode(s3("GET", "/b", "max-keys=x"))["error"], "SerializationException");
}

TEST(S3Decoding, TakesChunkedBodiesApart) {
  const auto put = [](const std::string& body) {
    HttpRequest request = s3("PUT", "/b/k", "", body);
    request.headers.emplace_back("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    request.headers.emplace_back("x-amz-decoded-content-length", "10");
    request.headers.emplace_back("Content-Encoding", "gzip,aws-chunked");
    return must_decode(request);
  };
  const Json input =
      put("5\r\nhello\r\n5;chunk-signature=ab\r\nworld\r\n0\r\n"
          "x-amz-checksum-crc32:AAAAAA==\r\n\r\n");
  EXPECT_EQ(view_of(*blob_member(input, "Body")), "helloworld");
  EXPECT_EQ(string_member(input, "ContentEncoding"), "gzip");
  EXPECT_EQ(string_member(input, "ChecksumCRC32"), "AAAAAA==");
  for (const char* body :
       {"", "helloworld", "A\r\nhelloworld", "A\r\nhelloworld\r\n", "5\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nhelloworld\r\n0\r\n", "x\r\nhelloworld\r\n0\r\n"}) {
    EXPECT_EQ(put(body)["error"], "IncompleteBody") << body;
  }
}

TEST(S3Encoding, SaysWhatIsMissingAndNothingOfWhatIsUnchanged) {
  const models::Service* service = models::find_service("s3");
  const Route route{
      service, models::find_operation(*service, "GetObject"), Protocol::RestXml, false, {}};
  ApiError missing{"NoSuchKey", "The specified key does not exist.", 404, {{"Key", "a&b"}}};
  const HttpResponse response = encode_error(&route, Protocol::RestXml, missing, "ID");
  EXPECT_EQ(response.status, 404);
  EXPECT_NE(response.body.find("<Key>a&amp;b</Key>"), std::string::npos) << response.body;
  const ApiError unchanged{"NotModified", "Not Modified", 304};
  EXPECT_EQ(encode_error(&route, Protocol::RestXml, unchanged, "ID").body, "");
}

HttpResponse encoded_s3(const std::string& operation, const Json& output) {
  const models::Service* service = models::find_service("s3");
  const Route route{
      service, models::find_operation(*service, operation), Protocol::RestXml, false, {}};
  return encode(route, output, "ID");
}

constexpr char kHead[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr char kNamespace[] = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";

TEST(S3Encoding, WritesBodiesUnderTheirRootElements) {
  const std::string head = kHead;
  const std::string xmlns = kNamespace;
  EXPECT_EQ(
      encoded_s3("ListObjectsV2",
                 {{"Name", "b"},
                  {"Contents",
                   {{{"Key", "k"}, {"LastModified", 1767225600000}, {"Size", 1}, {"ETag", "\"e\""}},
                    {{"Key", "l"}}}}})
          .body,
      head + "<ListBucketResult" + xmlns +
          "<Name>b</Name><Contents><Key>k</Key>"
          "<LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1</Size>"
          "<ETag>&quot;e&quot;</ETag></Contents><Contents><Key>l</Key></Contents>"
          "</ListBucketResult>");
  EXPECT_EQ(encoded_s3("GetBucketLocation", Json::object()).body,
            head + "<LocationConstraint" + xmlns + "</LocationConstraint>");
  EXPECT_EQ(encoded_s3("GetBucketLocation", {{"LocationConstraint", "eu-west-1"}}).body,
            head + "<LocationConstraint" + xmlns + "eu-west-1</LocationConstraint>");
  EXPECT_EQ(
      encoded_s3("ListBuckets", {{"Buckets", {{{"Name", "b"}}}}, {"Owner", {{"ID", "i"}}}}).body,
      head + "<ListAllMyBucketsResult" + xmlns +
          "<Buckets><Bucket><Name>b</Name></Bucket></Buckets><Owner><ID>i</ID></Owner>"
          "</ListAllMyBucketsResult>");
  EXPECT_EQ(
      encoded_s3("GetBucketAcl", {{"Grants",
                                   {{{"Grantee", {{"Type", "CanonicalUser"}, {"ID", "i"}}},
                                     {"Permission", "FULL_CONTROL"}}}}})
          .body,
      head + "<AccessControlPolicy" + xmlns +
          "<AccessControlList><Grant><Grantee "
          "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
          " xsi:type=\"CanonicalUser\"><ID>i</ID></Grantee><Permission>FULL_CONTROL</Permission>"
          "</Grant></AccessControlList></AccessControlPolicy>");
}

TEST(S3Encoding, PutsMembersInHeadersAndPayloads) {
  const HttpResponse object = encoded_s3("GetObject", {{"Body", blob("bytes")},
                                                       {"ETag", "\"e\""},
                                                       {"LastModified", 1445412480000},
                                                       {"ContentLength", 5},
                                                       {"Metadata", {{"color", "blue"}}}});
  EXPECT_EQ(object.status, 200);
  EXPECT_EQ(object.body, "bytes");
  EXPECT_EQ(header_of(object, "ETag"), "\"e\"");
  EXPECT_EQ(header_of(object, "Last-Modified"), "Wed, 21 Oct 2015 07:28:00 GMT");
  EXPECT_EQ(header_of(object, "x-amz-meta-color"), "blue");
  EXPECT_EQ(header_of(object, "x-amz-request-id"), "ID");
  EXPECT_EQ(encoded_s3("GetBucketPolicy", {{"Policy", "{}"}}).body, "{}");
  EXPECT_EQ(header_of(object, "Content-Length"), "");  // The server's own business.
  const HttpResponse head = encoded_s3("HeadObject", {{"ETag", "\"e\""}, {"ContentLength", 5}});
  EXPECT_EQ(header_of(head, "Content-Length"), "5");
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(header_of(head, "ETag"), "\"e\"");
}

TEST(S3Encoding, AnswersWithS3sStatuses) {
  EXPECT_EQ(encoded_s3("CreateBucket", {{"Location", "/b"}}).status, 200);
  EXPECT_EQ(header_of(encoded_s3("CreateBucket", {{"Location", "/b"}}), "Location"), "/b");
  EXPECT_EQ(encoded_s3("CreateBucket", {{"Location", "/b"}}).body, "");
  EXPECT_EQ(encoded_s3("DeleteBucket", Json()).status, 204);
  EXPECT_EQ(encoded_s3("PutBucketPolicy", Json()).status, 204);
  EXPECT_EQ(encoded_s3("PutBucketTagging", Json()).status, 200);
  EXPECT_EQ(encoded_s3("GetObject", {{"ContentRange", "bytes 0-1/5"}}).status, 206);
}

}  // namespace
}  // namespace keytrail::wire
