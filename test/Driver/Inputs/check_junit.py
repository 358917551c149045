"""Reads JUnit's XML and prints one line for each test: class, name, what it is, type and message."""
import sys
import xml.etree.ElementTree

tree = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
print(tree.tag, tree.get("tests"), tree.get("failures"), tree.get("errors"))
for suite in tree:
    print(suite.tag, suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors"))
    for case in suite:
        float(case.get("time"))
        found = [(part.tag, part.get("type"), part.get("message")) for part in case if part.tag != "system-out"]
        print(case.get("classname"), case.get("name"), found, (case.findtext("system-out") or "").split("\n"))
