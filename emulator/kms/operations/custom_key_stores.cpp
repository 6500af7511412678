// The six operations on custom key stores.
#include "kms/custom_key_stores.h"

#include <algorithm>

#include "kms/errors.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"

namespace keytrail::kms {
namespace {

// Of an external store's settings: what the request calls it, and what DescribeCustomKeyStores.
struct ProxyMember {
  const char* given;
  const char* shown;
};
constexpr ProxyMember kProxyMembers[] = {
    {"XksProxyConnectivity", "Connectivity"},
    {"XksProxyUriEndpoint", "UriEndpoint"},
    {"XksProxyUriPath", "UriPath"},
    {"XksProxyVpcEndpointServiceName", "VpcEndpointServiceName"},
    {"XksProxyVpcEndpointServiceOwner", "VpcEndpointServiceOwner"},
};

void take_proxy_members(Json& proxy, const Json& input) {
  for (const ProxyMember& member : kProxyMembers) {
    if (const Json* given = find_member(input, member.given)) proxy[member.shown] = *given;
  }
  if (const Json* credential = find_member(input, "XksProxyAuthenticationCredential")) {
    proxy["AccessKeyId"] = string_member(*credential, "AccessKeyId");
  }
}

Result<void> require_members(const Json& input, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (find_member(input, name) == nullptr) return custom_key_store_member_missing(name);
  }
  return {};
}

Result<void> refuse_members(const Json& input, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (find_member(input, name) != nullptr) return custom_key_store_member_unexpected(name);
  }
  return {};
}

// Which settings go with which type of store.
Result<void> check_members(const Json& input, bool is_external) {
  if (!is_external) {
    KT_TRY_VOID(require_members(
        input, {"CloudHsmClusterId", "TrustAnchorCertificate", "KeyStorePassword"}));
    return refuse_members(input,
                          {"XksProxyUriEndpoint", "XksProxyUriPath", "XksProxyConnectivity",
                           "XksProxyVpcEndpointServiceName", "XksProxyVpcEndpointServiceOwner",
                           "XksProxyAuthenticationCredential"});
  }
  KT_TRY_VOID(require_members(input, {"XksProxyUriEndpoint", "XksProxyUriPath",
                                      "XksProxyAuthenticationCredential", "XksProxyConnectivity"}));
  KT_TRY_VOID(
      refuse_members(input, {"CloudHsmClusterId", "TrustAnchorCertificate", "KeyStorePassword"}));
  const bool is_vpc = string_member(input, "XksProxyConnectivity") == "VPC_ENDPOINT_SERVICE";
  if (is_vpc) return require_members(input, {"XksProxyVpcEndpointServiceName"});
  return refuse_members(input,
                        {"XksProxyVpcEndpointServiceName", "XksProxyVpcEndpointServiceOwner"});
}

// One cluster, and one address of a proxy, serves one store.
Result<void> check_backing(const State& kms, const Scope& scope, const CustomKeyStore& wanted) {
  Result<void> verdict;
  kms.custom_key_stores.each(scope.prefix(), [&](const std::string&, const CustomKeyStore& other) {
    if (other.id == wanted.id) return;
    if (!wanted.is_external && other.cluster_id == wanted.cluster_id) {
      verdict = cluster_in_use(wanted.cluster_id);
    } else if (wanted.is_external && other.is_external &&
               other.proxy["UriEndpoint"] == wanted.proxy["UriEndpoint"] &&
               other.proxy["UriPath"] == wanted.proxy["UriPath"]) {
      verdict = xks_proxy_uri_in_use();
    }
  });
  return verdict;
}

Json describe(const CustomKeyStore& store) {
  Json entry{{"CustomKeyStoreId", store.id}, {"CustomKeyStoreName", store.name}};
  if (!store.is_external) {
    entry["CloudHsmClusterId"] = store.cluster_id;
    entry["TrustAnchorCertificate"] = store.trust_anchor_certificate;
  }
  entry["ConnectionState"] = text_of(store.state);
  if (!store.error_code.empty()) entry["ConnectionErrorCode"] = store.error_code;
  entry["CreationDate"] = millis_of(store.created_at);
  entry["CustomKeyStoreType"] = store.is_external ? "EXTERNAL_KEY_STORE" : "AWS_CLOUDHSM";
  if (store.is_external) entry["XksProxyConfiguration"] = store.proxy;
  return entry;
}

Result<const CustomKeyStore*> require_noted(State& kms, Context& context, const Json& input) {
  KT_TRY(const CustomKeyStore* store,
         require_custom_key_store(kms, context.scope(), string_member(input, "CustomKeyStoreId")));
  note_store(context, *store);
  return store;
}

bool is_one_of(ConnectionState state, std::initializer_list<ConnectionState> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

Result<Json> create_custom_key_store(State& kms, Context& context, const Json& input) {
  const std::string name = string_member(input, "CustomKeyStoreName");
  const bool is_external = string_member(input, "CustomKeyStoreType") == "EXTERNAL_KEY_STORE";
  context.record.request_parameters = Json{{"customKeyStoreName", name}};
  if (const Json* cluster = find_member(input, "CloudHsmClusterId")) {
    (*context.record.request_parameters)["clusterId"] = *cluster;
  }
  KT_TRY_VOID(check_members(input, is_external));
  if (find_custom_key_store_named(kms, context.scope(), name) != nullptr) {
    return custom_key_store_name_in_use(name);
  }
  if (kms.custom_key_stores.ids(context.scope().prefix()).size() >= kCustomKeyStoresMax) {
    return too_many_custom_key_stores();
  }
  CustomKeyStore store;
  store.name = name;
  store.scope = context.scope();
  store.created_at = context.now;
  store.is_external = is_external;
  store.cluster_id = string_member(input, "CloudHsmClusterId");
  store.trust_anchor_certificate = string_member(input, "TrustAnchorCertificate");
  if (is_external) {
    store.proxy = Json::object();
    take_proxy_members(store.proxy, input);
  }
  KT_TRY_VOID(check_backing(kms, context.scope(), store));
  store.id = "cks-" + context.random.hex_digits(17);
  const std::string id = store.id;
  kms.custom_key_stores.put(store.row_id(), std::move(store));
  return Json{{"CustomKeyStoreId", id}};
}

Result<Json> describe_custom_key_stores(State& kms, Context& context, const Json& input) {
  const auto id = optional_string(input, "CustomKeyStoreId");
  const auto name = optional_string(input, "CustomKeyStoreName");
  if (id && name) return id_and_name_of_custom_key_store();
  if (id) KT_TRY_VOID(require_custom_key_store(kms, context.scope(), *id));
  if (name && find_custom_key_store_named(kms, context.scope(), *name) == nullptr) {
    return custom_key_store_not_found(*name);
  }
  KT_TRY(Page page, Page::open(input, {100, 1000}, "CustomKeyStores"));
  kms.custom_key_stores.each(
      context.scope().prefix(), [&](const std::string&, const CustomKeyStore& store) {
        if ((id && store.id != *id) || (name && store.name != *name)) return true;
        return store.id <= page.after() || page.add(store.id, describe(store));
      });
  return page.finish();
}

Result<Json> connect_custom_key_store(State& kms, Context& context, const Json& input) {
  KT_TRY(const CustomKeyStore* store, require_noted(kms, context, input));
  if (is_one_of(store->state, {ConnectionState::Failed, ConnectionState::Disconnecting})) {
    return custom_key_store_state_invalid(*store);
  }
  if (store->state == ConnectionState::Disconnected) {
    begin_connecting(kms, context, *kms.custom_key_stores.edit(store->row_id()));
  }
  return Json::object();
}

Result<Json> disconnect_custom_key_store(State& kms, Context& context, const Json& input) {
  KT_TRY(const CustomKeyStore* store, require_noted(kms, context, input));
  if (is_one_of(store->state, {ConnectionState::Disconnected, ConnectionState::Disconnecting})) {
    return custom_key_store_state_invalid(*store);
  }
  begin_disconnecting(kms, context, *kms.custom_key_stores.edit(store->row_id()));
  return Json::object();
}

Result<Json> update_custom_key_store(State& kms, Context& context, const Json& input) {
  KT_TRY(const CustomKeyStore* found, require_noted(kms, context, input));
  CustomKeyStore changed = *found;
  if (found->is_external) {
    KT_TRY_VOID(refuse_members(input, {"CloudHsmClusterId", "KeyStorePassword"}));
    take_proxy_members(changed.proxy, input);
  } else {
    KT_TRY_VOID(
        refuse_members(input, {"XksProxyUriEndpoint", "XksProxyUriPath", "XksProxyConnectivity",
                               "XksProxyVpcEndpointServiceName", "XksProxyVpcEndpointServiceOwner",
                               "XksProxyAuthenticationCredential"}));
    if (const auto cluster = optional_string(input, "CloudHsmClusterId")) {
      changed.cluster_id = *cluster;
    }
  }
  // A name, and where and as whom to reach the proxy, may change while it is connected.
  for (const char* member : {"KeyStorePassword", "CloudHsmClusterId", "XksProxyUriEndpoint",
                             "XksProxyConnectivity", "XksProxyVpcEndpointServiceName"}) {
    const bool is_changed = find_member(input, member) != nullptr;
    if (is_changed && found->state != ConnectionState::Disconnected) {
      return custom_key_store_state_invalid(*found);
    }
  }
  if (const auto name = optional_string(input, "NewCustomKeyStoreName")) {
    const CustomKeyStore* other = find_custom_key_store_named(kms, context.scope(), *name);
    if (other != nullptr && other != found) return custom_key_store_name_in_use(*name);
    changed.name = *name;
  }
  KT_TRY_VOID(check_backing(kms, context.scope(), changed));
  kms.custom_key_stores.put(changed.row_id(), std::move(changed));
  return Json::object();
}

Result<Json> delete_custom_key_store(State& kms, Context& context, const Json& input) {
  KT_TRY(const CustomKeyStore* store, require_noted(kms, context, input));
  if (store->state != ConnectionState::Disconnected) return custom_key_store_state_invalid(*store);
  if (has_keys(kms, *store)) return custom_key_store_has_keys();
  kms.custom_key_stores.erase(store->row_id());
  return Json::object();
}

}  // namespace keytrail::kms
