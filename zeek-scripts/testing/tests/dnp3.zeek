# @TEST-DOC: The dnp3 log of a small conversation, as TSV.
# @TEST-EXEC: zeek -C -r $TRACES/dnp3.pcap $PACKAGE %INPUT
# @TEST-EXEC: btest-diff otsift_dnp3.log
# @TEST-EXEC: test ! -f reporter.log
