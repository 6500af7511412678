// libcurl, loaded when the first transfer needs it: linking it would cost every start of keytrail
// some six milliseconds.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

namespace keytrail::client {

// The functions of libcurl that keytrail uses.
struct CurlApi {
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  std::string error;  // Why it could not be loaded; empty when it was.
};

// Loads and initialises the library at the first call; from any thread.
const CurlApi& curl_api();

// One transfer: a handle, its lists and the text of its error, released together.
class CurlTransfer {
 public:
  explicit CurlTransfer(const CurlApi& api);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    api_.easy_setopt(handle_, option, value);
  }
  void set_list(CURLoption option, const std::vector<std::string>& lines);
  // Nothing on success, else what went wrong.
  std::string perform();
  // The protocol's own last reply code: of HTTP or SMTP.
  long response_code() const;

 private:
  const CurlApi& api_;
  CURL* handle_;
  std::vector<curl_slist*> lists_;
  char error_[CURL_ERROR_SIZE] = {};
};

}  // namespace keytrail::client
