# Comparing with a digest from elsewhere, in the window.

ui-pasted-open = Compare with…
ui-pasted-title = Compare with a digest
ui-pasted-field = Digest from a message or a web page
ui-pasted-hint = Paste the digest, or any text it stands in. The answer comes at once.
ui-pasted-reading = Reading the file…
ui-pasted-pasted = pasted
ui-pasted-own = computed here
ui-pasted-equal = equal
ui-pasted-unequal = not equal
ui-pasted-close = Close
