/** The columns of every log written here, as `name:type`, in Zeek's order. */
const PREFIX = 'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port'
const DIRECTION = 'is_orig:bool source_h:addr source_p:port destination_h:addr destination_p:port'

const SPECS = {
  conn: `${PREFIX} proto:enum service:string duration:interval orig_bytes:count resp_bytes:count
    conn_state:string local_orig:bool local_resp:bool missed_bytes:count history:string
    orig_pkts:count orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count
    tunnel_parents:set[string] ip_proto:count`,
  modbus: `${PREFIX} tid:count unit:count func:string pdu_type:string exception:string`,
  modbus_detailed: `${PREFIX} tid:count unit:count func:string address:count quantity:count
    request_values:vector[count] response_values:vector[count] modbus_detailed_link_id:string
    matched:bool request_subfunction_code:string response_subfunction_code:string
    request_data:string response_data:string exception_code:string mei_type:string`,
  modbus_read_device_identification: `${PREFIX} ${DIRECTION} modbus_detailed_link_id:string
    tid:count unit:count func:string request_response:string mei_type:string
    conformity_level_code:string conformity_level:string device_id_code:count
    object_id_code:string object_id:string object_value:string`,
  known_modbus: 'ts:time host:addr device_type:enum',
  dnp3: `${PREFIX} fc_request:string fc_reply:string iin:count`,
  dnp3_control: `${PREFIX} ${DIRECTION} block_type:string function_code:string index_number:count
    trip_control_code:string operation_type:string clear_bit:bool execute_count:count
    on_time:count off_time:count status_code:string`,
  dnp3_objects: `${PREFIX} ${DIRECTION} function_code:string object_type:string
    object_count:count range_low:count range_high:count`,
  s7comm: `${PREFIX} ${DIRECTION} rosctr_code:count rosctr_name:string pdu_reference:count
    function_code:string function_name:string subfunction_code:string subfunction_name:string
    error_class:string error_code:string`,
  s7comm_read_szl: `${PREFIX} ${DIRECTION} pdu_reference:count method:string szl_id:string
    szl_id_name:string szl_index:string return_code:string return_code_name:string`,
  s7comm_upload_download: `${PREFIX} ${DIRECTION} rosctr:string pdu_reference:count
    function_name:string function_status:string session_id:count blocklength:count
    filename:string block_type:string block_number:string destination_filesystem:string`,
  cotp: `${PREFIX} ${DIRECTION} pdu_code:string pdu_name:string`,
  weird: `${PREFIX} name:string addl:string notice:bool peer:string source:string`,
  analyzer: `ts:time analyzer_kind:string analyzer_name:string uid:string fuid:string
    id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port proto:enum
    failure_reason:string failure_data:string`,
  dpd: `${PREFIX} proto:enum analyzer:string failure_reason:string`,
  capture_loss: 'ts:time ts_delta:interval peer:string gaps:count acks:count percent_lost:double',
  notice: `${PREFIX} fuid:string file_mime_type:string file_desc:string proto:enum note:enum
    msg:string sub:string src:addr dst:addr p:port n:count peer_descr:string
    actions:set[enum] email_dest:set[string] suppress_for:interval`,
}

export type LogPath = keyof typeof SPECS

export interface Column {
  name: string
  type: string
}

const parse = (spec: string): Column[] =>
  spec.split(/\s+/).map((pair) => {
    const cut = pair.indexOf(':')
    return { name: pair.slice(0, cut), type: pair.slice(cut + 1) }
  })

const PARSED = new Map(Object.entries(SPECS).map(([path, spec]) => [path, parse(spec)]))

export function columnsOf(path: LogPath): Column[] {
  return PARSED.get(path) ?? []
}
