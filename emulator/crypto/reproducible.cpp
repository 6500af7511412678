#include "crypto/reproducible.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include "base/assert.h"

namespace keytrail::crypto {
namespace {

constexpr const char* kGeneratorName = "KEYTRAIL-COMMAND-RANDOM";

thread_local Random* current_random = nullptr;

// The provider's one algorithm. It keeps nothing: its context is only a token.
int token;

void* generator_new(void*, void*, const OSSL_DISPATCH*) { return &token; }
void generator_free(void*) {}
int generator_instantiate(void*, unsigned int, int, const unsigned char*, std::size_t,
                          const OSSL_PARAM[]) {
  return 1;
}
int generator_uninstantiate(void*) { return 1; }
int generator_generate(void*, unsigned char* out, std::size_t size, unsigned int, int,
                       const unsigned char*, std::size_t) {
  if (current_random == nullptr) return 0;
  current_random->fill({out, size});
  return 1;
}
int generator_reseed(void*, int, const unsigned char*, std::size_t, const unsigned char*,
                     std::size_t) {
  return 1;
}
int generator_lock(void*) { return 1; }
void generator_unlock(void*) {}

int generator_get_params(void*, OSSL_PARAM params[]) {
  if (OSSL_PARAM* state = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE)) {
    if (!OSSL_PARAM_set_int(state, EVP_RAND_STATE_READY)) return 0;
  }
  if (OSSL_PARAM* strength = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH)) {
    if (!OSSL_PARAM_set_uint(strength, 256)) return 0;
  }
  if (OSSL_PARAM* request = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST)) {
    if (!OSSL_PARAM_set_size_t(request, 1u << 16)) return 0;
  }
  return 1;
}

template <class Function>
constexpr auto entry(int id, Function* function) {
  return OSSL_DISPATCH{id, reinterpret_cast<void (*)()>(function)};
}

const OSSL_ALGORITHM* query_provider(void*, int operation, int* no_cache) {
  static const OSSL_DISPATCH generator[] = {
      entry(OSSL_FUNC_RAND_NEWCTX, generator_new),
      entry(OSSL_FUNC_RAND_FREECTX, generator_free),
      entry(OSSL_FUNC_RAND_INSTANTIATE, generator_instantiate),
      entry(OSSL_FUNC_RAND_UNINSTANTIATE, generator_uninstantiate),
      entry(OSSL_FUNC_RAND_GENERATE, generator_generate),
      entry(OSSL_FUNC_RAND_RESEED, generator_reseed),
      entry(OSSL_FUNC_RAND_ENABLE_LOCKING, generator_lock),
      entry(OSSL_FUNC_RAND_LOCK, generator_lock),
      entry(OSSL_FUNC_RAND_UNLOCK, generator_unlock),
      entry(OSSL_FUNC_RAND_GET_CTX_PARAMS, generator_get_params),
      {0, nullptr}};
  static const OSSL_ALGORITHM algorithms[] = {
      {kGeneratorName, "provider=keytrail", generator, "The chance of one command"},
      {nullptr, nullptr, nullptr, nullptr}};
  *no_cache = 0;
  return operation == OSSL_OP_RAND ? algorithms : nullptr;
}

int init_provider(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH*, const OSSL_DISPATCH** out,
                  void** provider_context) {
  static const OSSL_DISPATCH functions[] = {
      entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query_provider), {0, nullptr}};
  *out = functions;
  *provider_context = const_cast<OSSL_CORE_HANDLE*>(handle);
  return 1;
}

OSSL_LIB_CTX* make_library() {
  OSSL_LIB_CTX* const library = OSSL_LIB_CTX_new();
  KT_ASSERT(library != nullptr);
  KT_ASSERT(OSSL_PROVIDER_add_builtin(library, "keytrail", init_provider) == 1);
  KT_ASSERT(OSSL_PROVIDER_load(library, "keytrail") != nullptr);
  KT_ASSERT(OSSL_PROVIDER_load(library, "default") != nullptr);
  KT_ASSERT(RAND_set_DRBG_type(library, kGeneratorName, "provider=keytrail", nullptr, nullptr) ==
            1);
  return library;
}

}  // namespace

DrawFrom::DrawFrom(Random& random) {
  KT_ASSERT(current_random == nullptr);
  current_random = &random;
}
DrawFrom::~DrawFrom() { current_random = nullptr; }

OSSL_LIB_CTX* DrawFrom::library() {
  static OSSL_LIB_CTX* const library = make_library();  // Never freed: threads may end later.
  return library;
}

}  // namespace keytrail::crypto
