/**
 * What a statement may call. Everything here is built into PostgreSQL (schema pg_catalog)
 * and only reads or computes, whatever its arguments are; a name that is not here is refused.
 *
 * Left out on purpose, though they look harmless: `txid_current` and `pg_current_xact_id`
 * (assign a transaction id), `ts_stat`, `ts_rewrite` with a query, `query_to_xml` and its
 * family (run SQL given as text), `currval` and `lastval` (belong to sequences), `setseed`,
 * `pg_sleep` (holds a connection and a snapshot), `pg_ls_…` and `pg_read_…` (the server's
 * files), `pg_stat_clear_snapshot`, everything with `advisory`, `lo_…`, `dblink…`.
 */
const builtIn = words(`
  array_agg avg bit_and bit_or bit_xor bool_and bool_or any_value corr count covar_pop covar_samp every
  json_agg json_agg_strict json_agg_unique json_object_agg json_object_agg_strict json_object_agg_unique
  json_object_agg_unique_strict jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_agg_unique jsonb_object_agg_unique_strict max min mode percentile_cont percentile_disc
  range_agg range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
  regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number

  ascii bit_length btrim casefold char_length character_length chr concat concat_ws convert convert_from convert_to
  decode encode format get_bit get_byte initcap is_normalized left length like like_escape lower lpad ltrim
  md5 normalize notlike octet_length overlay parse_ident position quote_ident quote_literal quote_nullable
  regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
  regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim set_bit set_byte sha224 sha256
  sha384 sha512 crc32 crc32c similar_escape similar_to_escape split_part starts_with string_to_array
  string_to_table strpos substr substring text textlen to_ascii to_bin to_hex to_oct translate unicode_assigned
  unistr upper bit_count

  abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd
  degrees div erf erfc exp factorial floor gamma gcd lcm lgamma ln log log10 min_scale mod numeric_div_trunc pi
  pow power radians random random_normal round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc
  width_bucket

  age clock_timestamp date_add date_bin date_part date_subtract date_trunc extract isfinite justify_days
  justify_hours justify_interval make_date make_interval make_time make_timestamp make_timestamptz now overlaps
  statement_timestamp timeofday timezone to_char to_date to_number to_timestamp transaction_timestamp

  array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
  array_positions array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort
  array_to_json array_to_string array_to_tsvector array_upper cardinality generate_series generate_subscripts
  trim_array unnest

  json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each
  json_each_text json_extract_path json_extract_path_text json_object json_object_keys json_populate_record
  json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof
  jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
  jsonb_contains jsonb_delete jsonb_delete_path jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all
  jsonb_exists_any jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys
  jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
  jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz
  jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid jsonb_populate_recordset jsonb_pretty
  jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_to_tsvector jsonb_typeof
  row_to_json to_json to_jsonb

  xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext xpath
  xpath_exists

  get_current_ts_config numnode phraseto_tsquery plainto_tsquery querytree setweight strip to_tsquery
  to_tsvector ts_debug ts_delete ts_filter ts_headline ts_lexize ts_parse ts_rank ts_rank_cd ts_token_type
  tsquery_phrase tsvector_to_array websearch_to_tsquery

  daterange datemultirange int4multirange int4range int8multirange int8range isempty lower_inc lower_inf
  multirange nummultirange numrange range_merge tsmultirange tsrange tstzmultirange tstzrange upper_inc upper_inf
  abbrev broadcast family host hostmask inet_merge inet_same_family masklen netmask network set_masklen
  macaddr8_set7bit gen_random_uuid uuidv4 uuidv7 uuid_extract_timestamp uuid_extract_version
  area center diagonal diameter height isclosed ishorizontal isopen isparallel isperp isvertical npoints pclose
  popen radius slope width enum_first enum_last enum_range num_nonnulls num_nulls

  bit bool box bpchar char cidr circle date float4 float8 int2 int4 int8 interval line lseg macaddr macaddr8
  money name numeric oid path point polygon regclass regproc regtype time timestamp timestamptz timetz varbit
  varchar xid xml
  cash_words pg_lsn inet

  acldefault aclexplode makeaclitem col_description current_catalog current_database current_query current_schema
  current_schemas current_setting current_user format_type getdatabaseencoding getpgusername
  has_any_column_privilege has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege
  has_function_privilege has_language_privilege has_largeobject_privilege has_parameter_privilege
  has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege has_tablespace_privilege
  has_type_privilege inet_client_addr inet_client_port inet_server_addr inet_server_port mxid_age obj_description
  oidvectortypes row_security_active session_user shobj_description to_regclass to_regcollation
  to_regnamespace to_regoper to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_regtypemod version

  pg_available_extension_versions pg_available_extensions pg_backend_pid pg_blocking_pids
  pg_char_to_encoding pg_client_encoding pg_collation_actual_version pg_collation_for pg_collation_is_visible
  pg_column_compression pg_column_is_updatable pg_column_size pg_column_toast_chunk_id pg_conf_load_time pg_config
  pg_control_checkpoint pg_control_init pg_control_recovery pg_control_system pg_conversion_is_visible
  pg_current_logfile pg_current_snapshot pg_current_wal_flush_lsn pg_current_wal_insert_lsn pg_current_wal_lsn
  pg_current_xact_id_if_assigned pg_cursor pg_database_collation_actual_version pg_database_size
  pg_describe_object pg_encoding_max_length pg_encoding_to_char pg_filenode_relation pg_function_is_visible
  pg_get_acl pg_get_backend_memory_contexts pg_get_catalog_foreign_keys pg_get_constraintdef pg_get_expr
  pg_get_function_arg_default pg_get_function_arguments pg_get_function_identity_arguments
  pg_get_function_result pg_get_function_sqlbody pg_get_functiondef pg_get_indexdef pg_get_keywords
  pg_get_multixact_members pg_get_object_address pg_get_partition_constraintdef pg_get_partkeydef
  pg_get_publication_tables pg_get_replica_identity_index pg_get_replication_slots pg_get_ruledef
  pg_get_serial_sequence pg_get_shmem_allocations pg_get_statisticsobjdef pg_get_statisticsobjdef_columns
  pg_get_statisticsobjdef_expressions pg_get_triggerdef pg_get_userbyid pg_get_viewdef
  pg_get_wal_replay_pause_state pg_get_wal_resource_managers pg_has_role pg_hba_file_rules pg_identify_object
  pg_identify_object_as_address pg_ident_file_mappings pg_index_column_has_property pg_index_has_property
  pg_indexam_has_property pg_indexam_progress_phasename pg_indexes_size pg_is_in_recovery
  pg_is_other_temp_schema pg_is_wal_replay_paused pg_jit_available pg_last_committed_xact
  pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_listening_channels
  pg_lock_status pg_mcv_list_items pg_my_temp_schema pg_notification_queue_usage pg_opclass_is_visible
  pg_operator_is_visible pg_opfamily_is_visible pg_options_to_table pg_partition_ancestors pg_partition_root
  pg_partition_tree pg_postmaster_start_time pg_prepared_statement pg_prepared_xact pg_relation_filenode
  pg_relation_filepath pg_relation_is_publishable pg_relation_is_updatable pg_relation_size
  pg_replication_origin_oid pg_safe_snapshot_blocking_pids pg_sequence_last_value pg_sequence_parameters
  pg_settings_get_flags pg_show_all_file_settings pg_show_all_settings pg_show_replication_origin_status
  pg_size_bytes pg_size_pretty pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin pg_statistics_obj_is_visible
  pg_table_is_visible pg_table_size pg_tablespace_databases pg_tablespace_location pg_tablespace_size
  pg_timezone_abbrevs pg_timezone_names pg_total_relation_size pg_trigger_depth pg_ts_config_is_visible
  pg_ts_dict_is_visible pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible pg_typeof
  pg_visible_in_snapshot pg_wal_lsn_diff pg_walfile_name pg_walfile_name_offset pg_xact_commit_timestamp
  pg_xact_commit_timestamp_origin pg_xact_status pg_current_xlog_location pg_last_xlog_receive_location
  pg_last_xlog_replay_location pg_xlog_location_diff
  txid_current_if_assigned txid_current_snapshot txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin
  txid_status txid_visible_in_snapshot
`);

/** Reading functions of extensions that come with PostgreSQL; they may be called by any schema. */
const ofExtensions = words(`
  pg_stat_statements pg_stat_statements_info pgstattuple pgstattuple_approx pgstatindex pgstatginindex
  pgstathashindex pg_relpages pg_buffercache_pages pg_buffercache_summary pg_buffercache_usage_counts
  pg_freespace pg_visibility pg_visibility_map pg_visibility_map_summary pgrowlocks
  similarity word_similarity strict_word_similarity show_trgm unaccent levenshtein soundex metaphone
`);

/** Names the parser treats as syntax from PostgreSQL 16 on, but older servers look up as functions. */
export const syntaxOfNewerServers = words(`
  json json_scalar json_serialize json_object json_array json_objectagg json_arrayagg json_exists json_value
  json_query json_table merge_action any_value
`);

const statisticsGetter = /^pg_stat_get_[a-z_]+$/;

/** Names of functions that may be called, for those who write; `pg_stat_get_…` is left out. */
export const functionNames: ReadonlySet<string> = builtIn;

/** Whether a function of schema pg_catalog may be called. */
export function isAllowedFunction(name: string): boolean {
  return builtIn.has(name) || statisticsGetter.test(name);
}

export function isAllowedExtensionFunction(name: string): boolean {
  return ofExtensions.has(name);
}

/**
 * `(value).name` and `alias.name` call the function `name` when there is no such column
 * (PostgreSQL manual, 38.5.3), so these names are refused there too. Names of plain columns
 * are unknown, hence families and exact names; the server is asked as well, see `shadow.ts`.
 */
const callableFamilies =
  /^(?:pg_|lo_|dblink|txid_|binary_upgrade_|query_to_|table_to_|schema_to_|database_to_|cursor_to_|brin_(?:de)?summarize|gin_clean|ts_stat$|ts_rewrite$|nextval$|setval$|currval$|setseed$|set_config$|loread$|lowrite$|amvalidate$|plpgsql_)/;

export function isCallableByDot(name: string): boolean {
  return callableFamilies.test(name) && !isAllowedFunction(name);
}

/** Sampling methods: built in, and of the two extensions that come with PostgreSQL. */
export const samplingMethods = words('bernoulli system system_rows system_time');

/** Operators of schema pg_catalog, what the parser calls operators, and those of pg_trgm. */
export const allowedOperators = words(`
  !! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|- / < <-> << <<= <<|
  <= <> != <@ <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @ @-@ @> @? @@ @@@ ^ ^@ | |&> |/ |>> || ||/ ~ ~* ~<=~
  ~<~ ~= ~>=~ ~>~ ~~ ~~* <% %> <<% %>> <<-> <->> <<<-> <->>>
`);

/** Types of schema pg_catalog that a cast may name without asking the server what they are. */
export const knownTypes = words(`
  bool int2 int4 int8 float4 float8 numeric money text varchar bpchar char name bytea bit varbit date time timetz
  timestamp timestamptz interval json jsonb jsonpath xml uuid inet cidr macaddr macaddr8 oid xid xid8 cid tid
  regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole
  regtype point line lseg box path polygon circle tsvector tsquery int4range int8range numrange tsrange tstzrange
  daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange pg_lsn
  pg_snapshot txid_snapshot aclitem int2vector oidvector refcursor record unknown pg_node_tree
`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''));
}
