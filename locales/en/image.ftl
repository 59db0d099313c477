# Container images: what stands beside the verdict.

image-role-index = list of all platforms
image-role-manifest = image for one platform
image-role-config = configuration of an image
image-role-other-files = other files, part of no image
image-role-further = what was not looked at
# $name stands beside the image in a saved file.
image-calls-itself = In the file it is called “{ $name }”. Whoever made the file wrote that name; no signature is over it.
image-other-file = Part of no image: “{ $path }”.
image-other-files-more = { $number ->
    [one] One more file is part of no image.
   *[other] { $number } more files are part of no image.
}
image-further = { $number ->
    [one] One more image or platform is listed.
   *[other] { $number } more images or platforms are listed.
}
# $kind is a media type, as the artifact states it.
image-role-artifact = artifact of the kind “{ $kind }”
image-platforms-absent = { $number ->
    [one] One of the platforms it lists is not here.
   *[other] { $number } of the platforms it lists are not here.
}
image-blobs-absent = { $number ->
    [one] One part of the image is not in this file, so its bytes were not looked at.
   *[other] { $number } parts of the image are not in this file, so their bytes were not looked at.
}
image-tag-moves = The tag can lead to another image tomorrow. The digest cannot.
image-through-index = Covered by the signature over the list of all platforms.
image-attached = { $worth ->
   *[unsigned] { $kind ->
       *[other] Something is attached that nobody signed. It is a claim by nobody in particular.
        [statement] A statement is attached that nobody signed. It is a claim by nobody in particular.
        [parts-list] A parts list is attached that nobody signed. It is a claim by nobody in particular.
    }
    [covered] { $kind ->
       *[other] Something stands in the signed list, but was not signed by itself. Whoever built the image states it.
        [statement] A statement stands in the signed list, but was not signed by itself. Whoever built the image states it.
        [parts-list] A parts list stands in the signed list, but was not signed by itself. Whoever built the image states it.
    }
}

## Before a registry is asked

image-sends-name = It is told the name of the image: “{ $image }”.
image-sends-digests = It is then asked, by their digests, for the parts of the list, and for signatures, attestations and parts lists kept beside them. The image itself is not downloaded.
image-sends-password = If it wants to know who asks, it gets the user name and password that docker or podman keep for it on this computer, if there are any. It may send the question on to its own log-in or storage hosts.
image-sends-no-password = It gets no user name and no password, even if it wants to know who asks.
image-plain-http = This registry is asked without encryption, because the settings say so. Whoever stands between can read what is asked, leave signatures out and put another image under the tag, but cannot make a signature hold that does not.{ $passwords ->
       *[kept] {""}
        [sent] { " " }They can read the password too.
    }

ui-registry-title = Ask the registry { $host }?
ui-registry-lead = Checking an image by its name means asking the registry that keeps it. Nothing was sent yet.
ui-registry-exactly = The address that is asked first
ui-registry-always = Ask this registry without a question from now on
ui-registry-ask = Ask the registry
ui-registry-refuse = Do not ask
ui-registries-allowed = Registries of images
ui-registries-allowed-about = These are asked without a question when you check one of their images.
ui-registries-forget = Ask me again
ui-registries-forget-of = Ask me again: { $name }
ui-plain-title = Registries without encryption
ui-plain-about = A registry in your own network may have no encryption (plain http). It is asked only when it stands here. Whoever stands between can read what is asked, leave signatures out and put another image under a tag, but cannot make a signature hold that does not. Registries on this computer need no entry.
ui-plain-registry = Registry
ui-plain-hint = For example registry.lan:5000
ui-plain-add = Ask without encryption
ui-plain-passwords = Send it passwords too
ui-plain-passwords-of = Send it passwords too: { $name }
ui-plain-passwords-about = Whoever stands between can read and keep a password that is sent.
ui-plain-forget = Remove
ui-plain-forget-of = Remove: { $name }
command-registry-malformed = This is no registry that can be asked without encryption. Write its host, with the port if it has one, for example registry.lan:5000.
ui-checking-registry = Ask the registry

## In the window

ui-image-title = The image
ui-image-what = What was checked
ui-image-platform = Platform
ui-image-digest = Digest
ui-image-index = Listed in
ui-image-attached = Attached, not signed by itself
ui-image-open-parts = Show the parts list
ui-image-open-parts-of = Show the parts list: { $name }
ui-images-title = Image
ui-images-about = Each digest has a verdict of its own: first the list of all platforms, then each platform it lists.
ui-images-again = Check again
ui-images-list = Digests of the image
ui-images-attached = { $count ->
    [one] One thing is attached that is not signed by itself.
   *[other] { $count } things are attached that are not signed by themselves.
}

summary-image = Image: “{ $name }”, { $digest }
