# @TEST-DOC: The same rows as JSON.
# @TEST-EXEC: zeek -C -r $TRACES/s7comm.pcap $PACKAGE %INPUT
# @TEST-EXEC: grep -c '"kind":"exchange"' otsift_s7comm.log >exchanges
# @TEST-EXEC: btest-diff exchanges

@load policy/tuning/json-logs
