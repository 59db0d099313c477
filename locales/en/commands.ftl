# What the window says when something that was asked for could not be done.

command-cancelled = Nothing was changed.
command-bug = This could not be done because of a mistake in this app. Nothing was learned about the file.
command-ticket-used = This was already checked. Hand the file over once more.
command-result-gone = This result is no longer kept. Hand the file over once more.
command-no-such-part = This part of the evidence does not exist.
command-not-a-place = This is not a place of a file. Use a full path, such as /home/me/file or ~/file, or a digest, such as sha256: and 64 hex digits.
command-pasted-too-large = This text is larger than 32 MiB. Save it as a file, then drop the file here.
command-web-address = This is an address on the web. Save the file first, then drop it here.
command-not-shown = The file manager could not be asked to show this.
command-raw-not-saved = It could not be saved there.
raw-too-large-to-copy = This is too large for the clipboard. Use Save instead.
raw-not-text = This is not text in UTF-8. Copy it as hex, or use Save.
command-nothing-to-compare = There is no earlier check to compare this with.
command-check-place-unknown = Where this file was is not kept. Hand it over once more.
command-check-forgotten = This check was forgotten.
command-undo-gone = This can no longer be brought back.
command-history-not-saved = The history could not be saved there.
command-not-a-folder = This is not a folder on this computer.
command-watched-already = This folder is watched already.
command-too-many-watched = No more folders can be watched. End watching another one first.
command-update-running = An update is under way already.
command-days = Give a number of days from 1 to 3650.
command-proxy-malformed = Write the proxy as http://host:port, https://host:port or socks5://host:port.
command-proxy-credentials = Whence keeps no passwords. Leave user name and password out, or use the proxy of the system.
command-authorities-unreadable = This file holds no certificates that can be read (PEM).
command-place-refused = The address must begin with https:// and carry no password.
