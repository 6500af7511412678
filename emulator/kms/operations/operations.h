// One handler per operation; service.cpp holds their table.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

Result<Json> cancel_key_deletion(State& kms, Context& context, const Json& input);
Result<Json> create_alias(State& kms, Context& context, const Json& input);
Result<Json> create_grant(State& kms, Context& context, const Json& input);
Result<Json> connect_custom_key_store(State& kms, Context& context, const Json& input);
Result<Json> create_custom_key_store(State& kms, Context& context, const Json& input);
Result<Json> create_key(State& kms, Context& context, const Json& input);
Result<Json> decrypt(State& kms, Context& context, const Json& input);
Result<Json> delete_alias(State& kms, Context& context, const Json& input);
Result<Json> delete_custom_key_store(State& kms, Context& context, const Json& input);
Result<Json> delete_imported_key_material(State& kms, Context& context, const Json& input);
Result<Json> derive_shared_secret(State& kms, Context& context, const Json& input);
Result<Json> describe_custom_key_stores(State& kms, Context& context, const Json& input);
Result<Json> describe_key(State& kms, Context& context, const Json& input);
Result<Json> disconnect_custom_key_store(State& kms, Context& context, const Json& input);
Result<Json> disable_key(State& kms, Context& context, const Json& input);
Result<Json> disable_key_rotation(State& kms, Context& context, const Json& input);
Result<Json> enable_key(State& kms, Context& context, const Json& input);
Result<Json> enable_key_rotation(State& kms, Context& context, const Json& input);
Result<Json> encrypt(State& kms, Context& context, const Json& input);
Result<Json> generate_data_key(State& kms, Context& context, const Json& input);
Result<Json> generate_data_key_pair(State& kms, Context& context, const Json& input);
Result<Json> generate_data_key_pair_without_plaintext(State& kms, Context& context,
                                                      const Json& input);
Result<Json> generate_data_key_without_plaintext(State& kms, Context& context, const Json& input);
Result<Json> generate_mac(State& kms, Context& context, const Json& input);
Result<Json> generate_random(State& kms, Context& context, const Json& input);
Result<Json> get_key_last_usage(State& kms, Context& context, const Json& input);
Result<Json> get_key_policy(State& kms, Context& context, const Json& input);
Result<Json> get_key_rotation_status(State& kms, Context& context, const Json& input);
Result<Json> get_parameters_for_import(State& kms, Context& context, const Json& input);
Result<Json> get_public_key(State& kms, Context& context, const Json& input);
Result<Json> import_key_material(State& kms, Context& context, const Json& input);
Result<Json> list_aliases(State& kms, Context& context, const Json& input);
Result<Json> list_grants(State& kms, Context& context, const Json& input);
Result<Json> list_key_policies(State& kms, Context& context, const Json& input);
Result<Json> list_key_rotations(State& kms, Context& context, const Json& input);
Result<Json> list_keys(State& kms, Context& context, const Json& input);
Result<Json> list_resource_tags(State& kms, Context& context, const Json& input);
Result<Json> list_retirable_grants(State& kms, Context& context, const Json& input);
Result<Json> put_key_policy(State& kms, Context& context, const Json& input);
Result<Json> re_encrypt(State& kms, Context& context, const Json& input);
Result<Json> replicate_key(State& kms, Context& context, const Json& input);
Result<Json> rotate_key_on_demand(State& kms, Context& context, const Json& input);
Result<Json> retire_grant(State& kms, Context& context, const Json& input);
Result<Json> revoke_grant(State& kms, Context& context, const Json& input);
Result<Json> schedule_key_deletion(State& kms, Context& context, const Json& input);
Result<Json> sign(State& kms, Context& context, const Json& input);
Result<Json> tag_resource(State& kms, Context& context, const Json& input);
Result<Json> untag_resource(State& kms, Context& context, const Json& input);
Result<Json> update_alias(State& kms, Context& context, const Json& input);
Result<Json> update_custom_key_store(State& kms, Context& context, const Json& input);
Result<Json> update_key_description(State& kms, Context& context, const Json& input);
Result<Json> update_primary_region(State& kms, Context& context, const Json& input);
Result<Json> verify(State& kms, Context& context, const Json& input);
Result<Json> verify_mac(State& kms, Context& context, const Json& input);

}  // namespace keytrail::kms
