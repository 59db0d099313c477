//! A source of file drops as a file manager is one, by the XDND protocol version 5, so that tests go
//! the true way through the toolkit and the web engine. No mouse is moved.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    error::Error,
    thread::sleep,
    time::{Duration, Instant},
};

use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
            SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window,
            WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::webdriver::PATIENCE;

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndActionCopy,
        XdndAware,
        XdndDrop,
        XdndEnter,
        XdndFinished,
        XdndLeave,
        XdndPosition,
        XdndSelection,
        XdndStatus,
        WM_DELETE_WINDOW,
        WM_PROTOCOLS,
        text_uri_list: b"text/uri-list",
    }
}

/// What the person does at the end of a drag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Lets the files fall.
    Drop,
    /// Moves on without letting go.
    Leave,
}

/// Asks the window with this title to close, as the button of its frame does.
///
/// # Errors
/// When the X server is gone or there is no such window.
pub fn ask_to_close(display: &str, title: &str) -> Result<(), Box<dyn Error>> {
    let (x, screen) = x11rb::connect(Some(display))?;
    let root = x.setup().roots.get(screen).ok_or("no screen")?.root;
    let atoms = Atoms::new(&x)?.reply()?;
    let target = window_with_title(&x, root, &atoms, title)?.ok_or("no such window")?;
    let data = [atoms.WM_DELETE_WINDOW, CURRENT_TIME, 0, 0, 0];
    let message = ClientMessageEvent::new(32, target, atoms.WM_PROTOCOLS, data);
    x.send_event(false, target, EventMask::NO_EVENT, message)?;
    // An answer to anything means that the message went before it.
    x.get_input_focus()?.reply()?;
    Ok(())
}

/// Drags `addresses` (`file:///…`, already escaped) over the middle of the window with this title on
/// `display`, calls `held_over` while they hang there, then ends the drag. Returns when the window has
/// said that it is finished.
///
/// # Errors
/// When the X server is gone, there is no such window, or the window does not take part in time.
pub fn drag(
    display: &str,
    title: &str,
    addresses: &[String],
    held_over: impl FnOnce(),
    ending: Ending,
) -> Result<(), Box<dyn Error>> {
    let (x, screen) = x11rb::connect(Some(display))?;
    let root = x.setup().roots.get(screen).ok_or("no screen")?.root;
    let atoms = Atoms::new(&x)?.reply()?;
    let source = x.generate_id()?;
    x.create_window(
        0,
        source,
        root,
        0,
        0,
        1,
        1,
        0,
        WindowClass::INPUT_ONLY,
        0,
        &CreateWindowAux::new(),
    )?;
    x.set_selection_owner(source, atoms.XdndSelection, CURRENT_TIME)?;
    let target = window_with_title(&x, root, &atoms, title)?.ok_or("no such window takes drops")?;

    let size = x.get_geometry(target)?.reply()?;
    let middle = x
        .translate_coordinates(
            target,
            root,
            (size.width / 2) as i16,
            (size.height / 2) as i16,
        )?
        .reply()?;
    let place = (u32::from(middle.dst_x as u16) << 16) | u32::from(middle.dst_y as u16);
    let mut drag = Drag {
        list: addresses
            .iter()
            .flat_map(|address| [address, "\r\n"])
            .collect::<String>(),
        x,
        atoms,
        target,
        list_was_read: false,
        accepted: false,
        finished: false,
    };

    drag.send(
        atoms.XdndEnter,
        [source, 5 << 24, atoms.text_uri_list, 0, 0],
    )?;
    drag.until("the window takes no files", |drag| {
        drag.send(
            drag.atoms.XdndPosition,
            [source, 0, place, CURRENT_TIME, drag.atoms.XdndActionCopy],
        )?;
        Ok(drag.list_was_read && drag.accepted)
    })?;
    held_over();
    match ending {
        Ending::Leave => drag.send(atoms.XdndLeave, [source, 0, 0, 0, 0]),
        Ending::Drop => {
            drag.send(atoms.XdndDrop, [source, 0, CURRENT_TIME, 0, 0])?;
            drag.until("the window never finished the drop", |drag| {
                Ok(drag.finished)
            })
        }
    }
}

struct Drag {
    x: RustConnection,
    atoms: Atoms,
    target: Window,
    list: String,
    list_was_read: bool,
    accepted: bool,
    finished: bool,
}

impl Drag {
    fn send(&self, kind: u32, data: [u32; 5]) -> Result<(), Box<dyn Error>> {
        let message = ClientMessageEvent::new(32, self.target, kind, data);
        self.x
            .send_event(false, self.target, EventMask::NO_EVENT, message)?;
        self.x.flush()?;
        Ok(())
    }

    /// Steps and answers the window by turns, 50 ms apart, until the step says that it is done.
    fn until(
        &mut self,
        complaint: &'static str,
        step: impl Fn(&Self) -> Result<bool, Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while !step(self)? {
            if start.elapsed() > PATIENCE {
                return Err(complaint.into());
            }
            sleep(Duration::from_millis(50));
            while let Some(event) = self.x.poll_for_event()? {
                self.answer(&event)?;
            }
        }
        Ok(())
    }

    fn answer(&mut self, event: &Event) -> Result<(), Box<dyn Error>> {
        match event {
            Event::SelectionRequest(request) => self.hand_over(request)?,
            Event::ClientMessage(message) if message.type_ == self.atoms.XdndStatus => {
                let [_, flags, ..] = message.data.as_data32();
                self.accepted = flags & 1 == 1;
            }
            Event::ClientMessage(message) if message.type_ == self.atoms.XdndFinished => {
                self.finished = true
            }
            _ => {}
        }
        Ok(())
    }

    fn hand_over(&mut self, request: &SelectionRequestEvent) -> Result<(), Box<dyn Error>> {
        let known = request.target == self.atoms.text_uri_list;
        if known {
            let list = self.list.as_bytes();
            self.x.change_property8(
                PropMode::REPLACE,
                request.requestor,
                request.property,
                request.target,
                list,
            )?;
            self.list_was_read = true;
        }
        let notice = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if known { request.property } else { x11rb::NONE },
        };
        self.x
            .send_event(false, request.requestor, EventMask::NO_EVENT, notice)?;
        self.x.flush()?;
        Ok(())
    }
}

/// Looks through the tree of windows for one that takes part in XDND and has the title.
fn window_with_title(
    x: &RustConnection,
    window: Window,
    atoms: &Atoms,
    title: &str,
) -> Result<Option<Window>, Box<dyn Error>> {
    let name = x
        .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1024)?
        .reply()?;
    let aware = x
        .get_property(false, window, atoms.XdndAware, AtomEnum::ANY, 0, 1)?
        .reply()?;
    if name.value == title.as_bytes() && aware.value_len > 0 {
        return Ok(Some(window));
    }
    for child in x.query_tree(window)?.reply()?.children {
        if let Some(found) = window_with_title(x, child, atoms, title)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
