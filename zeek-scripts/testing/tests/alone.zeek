# @TEST-DOC: Each protocol can be loaded without the others.
# @TEST-EXEC: zeek -C -r $TRACES/modbus.pcap $PACKAGE/modbus
# @TEST-EXEC: zeek -C -r $TRACES/dnp3.pcap $PACKAGE/dnp3
# @TEST-EXEC: zeek -C -r $TRACES/s7comm.pcap $PACKAGE/s7comm
# @TEST-EXEC: ls otsift_*.log >logs
# @TEST-EXEC: btest-diff logs
