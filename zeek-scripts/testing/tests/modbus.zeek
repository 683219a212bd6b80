# @TEST-DOC: The modbus log of a small conversation, as TSV.
# @TEST-EXEC: zeek -C -r $TRACES/modbus.pcap $PACKAGE %INPUT
# @TEST-EXEC: btest-diff otsift_modbus.log
# @TEST-EXEC: test ! -f reporter.log
