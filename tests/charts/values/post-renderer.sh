#!/bin/sh
# A post-renderer: Helm stores what it prints as it is, in any order and without Source lines.
cat <<'BEFORE'
# A comment before everything.
--- # and one after a separator
# a document of comments
---
null
---

--- # a comment
BEFORE
cat <<'FIRST'
apiVersion: v1
kind: ConfigMap
metadata:
  name: made-by-the-post-renderer
  annotations: {order: "0"}
data: {crlf: "a\r\nb"}
--- # what the chart made
FIRST
# Without Helm's first separator.
sed '1{/^---$/d;}'
printf -- '---\r\n# ends with CR LF\r\napiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: last-by-the-post-renderer\r\ndata:\r\n  text: |\r\n    one\r\n    two\r\n--- # nothing follows\n'
