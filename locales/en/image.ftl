# Container images: what stands beside the verdict.

image-role-index = list of all platforms
image-role-manifest = image for one platform
image-role-config = configuration of an image
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
       *[other] Something is attached that nobody signed. It is a claim and no more.
        [statement] A statement is attached that nobody signed. It is a claim and no more.
        [parts-list] A parts list is attached that nobody signed. It is a claim and no more.
    }
    [covered] { $kind ->
       *[other] Something stands in the signed list, but was not signed by itself. Whoever built the image states it.
        [statement] A statement stands in the signed list, but was not signed by itself. Whoever built the image states it.
        [parts-list] A parts list stands in the signed list, but was not signed by itself. Whoever built the image states it.
    }
}
summary-image = Image: “{ $name }”, { $digest }
