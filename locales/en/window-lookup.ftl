# Look-ups in the window: the line in a result, the question before anything is sent, saving.

ui-looked-title = On the network
ui-lookup-open = Look up…
ui-lookup-open-more = Nothing is sent before you agree to what.
ui-lookup-title = Look up on the network?
ui-lookup-lead = Only what is ticked is asked, this one time. The file itself is never sent.
ui-lookup-off = The network is switched off in the settings, so nothing can be asked.
ui-lookup-nothing = There is nobody to ask about this file.
ui-lookup-exactly = Exactly what is sent
ui-lookup-repository = Ask GitHub for another owner or repository
ui-lookup-name = Use this name
ui-lookup-idle = Not asked, and why
ui-lookup-asking = Asking { $name }…
ui-lookup-send = Send and look up
ui-lookup-stop = Stop
ui-save-bundle = Save as bundle
ui-save-bundle-more = Keeps this evidence in a file beside the checked one, so that it is found without the network from then on.
