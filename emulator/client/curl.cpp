#include "client/curl.h"

#include <dlfcn.h>

namespace keytrail::client {
namespace {

CurlApi load() {
  CurlApi api;
  void* library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    api.error = std::string("libcurl cannot be loaded: ") + dlerror();
    return api;
  }
  const auto bind = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    if (function == nullptr) api.error = std::string("libcurl has no ") + name;
  };
  decltype(&curl_global_init) global_init = nullptr;
  bind(global_init, "curl_global_init");
  bind(api.easy_init, "curl_easy_init");
  bind(api.easy_setopt, "curl_easy_setopt");
  bind(api.easy_perform, "curl_easy_perform");
  bind(api.easy_getinfo, "curl_easy_getinfo");
  bind(api.easy_cleanup, "curl_easy_cleanup");
  bind(api.easy_strerror, "curl_easy_strerror");
  bind(api.slist_append, "curl_slist_append");
  bind(api.slist_free_all, "curl_slist_free_all");
  if (api.error.empty() && global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    api.error = "libcurl cannot be initialised";
  }
  return api;
}

}  // namespace

const CurlApi& curl_api() {
  static const CurlApi api = load();
  return api;
}

CurlTransfer::CurlTransfer(const CurlApi& api) : api_(api), handle_(api.easy_init()) {
  set(CURLOPT_ERRORBUFFER, error_);
  set(CURLOPT_NOSIGNAL, 1L);  // Transfers run on threads.
  set(CURLOPT_PROXY, "");     // Whatever the environment says: loopback is meant to stay local.
}

CurlTransfer::~CurlTransfer() {
  api_.easy_cleanup(handle_);
  for (curl_slist* list : lists_) api_.slist_free_all(list);
}

void CurlTransfer::set_list(CURLoption option, const std::vector<std::string>& lines) {
  curl_slist* list = nullptr;
  for (const std::string& line : lines) list = api_.slist_append(list, line.c_str());
  lists_.push_back(list);
  set(option, list);
}

std::string CurlTransfer::perform() {
  const CURLcode code = api_.easy_perform(handle_);
  if (code == CURLE_OK) return "";
  return error_[0] != '\0' ? error_ : api_.easy_strerror(code);
}

long CurlTransfer::response_code() const {
  long code = 0;
  api_.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

}  // namespace keytrail::client
