#include "base/nearest.h"

#include <gtest/gtest.h>

#include "base/regions.h"
#include "base/scope.h"

namespace keytrail {
namespace {

const std::vector<std::string_view> kWords{"Encrypt", "Decrypt", "ReEncrypt", "PendingWindowInDays",
                                           "to"};

TEST(Nearest, FindsWhatAMistypedWordStoodFor) {
  for (const auto& [word, meant] : {std::pair{"Encypt", "Encrypt"},
                                    {"encrypt", "Encrypt"},
                                    {"Ecnrypt", "Encrypt"},
                                    {"Deccrypt", "Decrypt"},
                                    {"PendingWindow", "PendingWindowInDays"},
                                    {"InDays", "PendingWindowInDays"},
                                    {"ot", "to"},
                                    {"Describe", ""},
                                    {"x", ""},
                                    {"", ""}}) {
    EXPECT_EQ(nearest(word, kWords), meant) << word;
  }
  EXPECT_EQ(nearest("Encrypt", {"Encrypt"}), "");
  EXPECT_EQ(nearest(std::string(200, 'a'), {"a"}), "");
}

// Not what merely begins alike: such words may be right.
TEST(Nearest, ASlipIsALetterOrTwoApart) {
  EXPECT_EQ(find_slip("Encypt", kWords), "Encrypt");
  EXPECT_EQ(find_slip("PendingWindow", kWords), "");
  EXPECT_EQ(find_slip("Enxxxpt", kWords), "");
  EXPECT_EQ(find_slip("NoSuchBucketPolicy", {"NoSuchBucket"}), "");
}

TEST(Nearest, EndsASentence) {
  EXPECT_EQ(did_you_mean("Encypt", kWords), "; did you mean 'Encrypt'?");
  EXPECT_EQ(did_you_mean("Describe", kWords), "");
}

TEST(Regions, HaveNames) {
  EXPECT_GE(region_codes().size(), 35u);
  for (const std::string_view code : region_codes()) EXPECT_NE(region_name(code), code);
  EXPECT_EQ(region_name("us-east-1"), "US East (N. Virginia)");
  EXPECT_EQ(region_name("xx-east-1"), "xx-east-1");
}

}  // namespace
}  // namespace keytrail
