//+------------------------------------------------------------------+
//| Journal.mqh                                                       |
//| The order journal: what was asked under each client order id, and |
//| what came of it. orders.jnl is text, a line per fact, appended    |
//| and flushed before it takes effect:                               |
//|   crc32 TAB P TAB utc_ms TAB cid TAB type TAB "id" TAB content    |
//|   crc32 TAB R TAB utc_ms TAB cid TAB type TAB "id" TAB result     |
//|   (a refusal is one R line with the content as a seventh column)  |
//|   crc32 TAB X TAB utc_ms TAB cid TAB type TAB "id" TAB {}         |
//| P = pending, R = done with this result, X = never got there.      |
//| A torn or changed line does not fit its checksum and is skipped.  |
//+------------------------------------------------------------------+
#property strict
#include "Files.mqh"

#define SX_JOURNAL_ENTRIES   10000
#define SX_JOURNAL_BYTES     8388608

struct SxEntry
  {
   string            cid;
   string            type;
   string            id;
   string            content;
   string            result;        // "" while pending: the body without re and replay
   long              utc_ms;        // when it was written down
   bool              is_sent;       // an order may have left for the broker under it
   string            asked_re;      // a question about it that could not be answered yet; not in the file
  };

class CSxJournal
  {
private:
   int               m_file;
   string            m_name;
   SxEntry           m_entries[];
   int               m_count;
   bool              m_is_torn;       // the last line was not written whole

   string            Line(const string kind,const SxEntry &entry,const string rest);
   bool              Append(const string line);
   void              TakeLine(const string line,const bool is_whole);
   void              Compact(void);

public:
   int               damaged;         // lines that did not fit their checksum

                     CSxJournal(void) { m_file=INVALID_HANDLE; m_count=0; m_is_torn=false; damaged=0; }
   bool              Open(const string folder);
   void              Close(void);
   bool              IsOpen(void)      { return(m_file!=INVALID_HANDLE); }
   int               Find(const string cid);
   int               Count(void)       { return(m_count); }
   bool              Entry(const int index,SxEntry &entry);
   int               PendingBefore(const int index);
   bool              Pending(const SxEntry &entry);
   void              Ask(const int index,const string re) { m_entries[index].asked_re=re; }
   bool              Settle(const string cid,const string result,const long utc_ms);
   bool              Forget(const string cid,const long utc_ms);
  };

string CSxJournal::Line(const string kind,const SxEntry &entry,const string rest)
  {
   string text=kind+"\t"+SxLong(entry.utc_ms)+"\t"+entry.cid+"\t"+entry.type+"\t"+SxQuote(entry.id)+"\t"+rest;
   return(StringFormat("%08x",SxCrcText(text))+"\t"+text+"\n");
  }

//+------------------------------------------------------------------+
//| At the end of the file and flushed before it returns true.        |
//+------------------------------------------------------------------+
bool CSxJournal::Append(const string line)
  {
   if(m_file==INVALID_HANDLE)
      return(false);
   uchar bytes[];
   int   n=SxBytes((m_is_torn ? "\n" : "")+line,bytes);
   if(!FileSeek(m_file,0,SEEK_END))
      return(false);
   m_is_torn=((int)FileWriteArray(m_file,bytes,0,n)!=n);
   FileFlush(m_file);
   return(!m_is_torn);
  }

int CSxJournal::Find(const string cid)
  {
   for(int i=m_count-1; i>=0; i--)
     {
      if(m_entries[i].cid==cid)
         return(i);
     }
   return(-1);
  }

bool CSxJournal::Entry(const int index,SxEntry &entry)
  {
   if(index<0 || index>=m_count)
      return(false);
   entry=m_entries[index];
   return(true);
  }

//+------------------------------------------------------------------+
//| The next pending entry below `index`; -1 when there is none.      |
//+------------------------------------------------------------------+
int CSxJournal::PendingBefore(const int index)
  {
   for(int i=MathMin(index,m_count)-1; i>=0; i--)
     {
      if(m_entries[i].result=="")
         return(i);
     }
   return(-1);
  }

void CSxJournal::TakeLine(const string line,const bool is_whole)
  {
   string parts[];
   string text=StringSubstr(line,9);
   int    n=StringSplit(text,'\t',parts);
   bool   is_good=(is_whole && (n==6 || n==7) && StringLen(line)>9);
   if(is_good)
      is_good=(StringSubstr(line,0,8)==StringFormat("%08x",SxCrcText(text)));
   if(!is_good)
     {
      if(StringLen(line)>0)
         damaged++;
      return;
     }
   string cid=parts[2];
   int    at=Find(cid);
   if(parts[0]=="X")
     {
      if(at>=0)
        {
         for(int i=at; i<m_count-1; i++)
            m_entries[i]=m_entries[i+1];
         m_count--;
        }
      return;
     }
   if(at<0)
     {
      at=m_count;
      m_count++;
      if(m_count>ArraySize(m_entries))
         ArrayResize(m_entries,m_count+1024);
     }
   CSxJson id;
   m_entries[at].cid=cid;
   m_entries[at].type=parts[3];
   m_entries[at].asked_re="";
   m_entries[at].id=(id.ParseText(parts[4]) ? id.TextOf(0) : "");
   if(parts[0]=="P")
     {
      m_entries[at].content=parts[5];
      m_entries[at].result="";
      m_entries[at].utc_ms=StringToInteger(parts[1]);
      m_entries[at].is_sent=true;
     }
   else
     {
      m_entries[at].result=parts[5];
      m_entries[at].utc_ms=StringToInteger(parts[1]);
      m_entries[at].is_sent=(n==6);
      if(n==7)
         m_entries[at].content=parts[6];
     }
  }

bool CSxJournal::Open(const string folder)
  {
   uchar bytes[];
   m_name=folder+"orders.jnl";
   m_count=0;
   damaged=0;
   int n=SxReadFile(m_name,bytes);
   // without its memory the EA could run an order a second time
   if(n<0 && FileIsExist(m_name))
      return(false);
   int from=0;
   for(int i=0; i<n; i++)
     {
      if(bytes[i]!=10)
         continue;
      TakeLine(SxTextOf(bytes,from,i-from),true);
      from=i+1;
     }
   if(from<n)
      TakeLine(SxTextOf(bytes,from,n-from),false);
   if(n>SX_JOURNAL_BYTES)
      Compact();
   m_file=SxOpenOwn(m_name);
   if(m_file==INVALID_HANDLE)
      return(false);
   // a torn last line must not swallow the next one
   m_is_torn=(from<n && n<=SX_JOURNAL_BYTES);
   return(true);
  }

//+------------------------------------------------------------------+
//| Writes the newest entries into a new file that takes the place of |
//| the old one.                                                      |
//+------------------------------------------------------------------+
void CSxJournal::Compact(void)
  {
   string fresh=m_name+".new";
   int    file=FileOpen(fresh,FILE_WRITE|FILE_BIN);
   if(file==INVALID_HANDLE)
      return;
   int  first=MathMax(0,m_count-SX_JOURNAL_ENTRIES);
   bool is_good=true;
   for(int i=first; i<m_count && is_good; i++)
     {
      string text="";
      if(m_entries[i].is_sent)
         text=Line("P",m_entries[i],m_entries[i].content);
      if(m_entries[i].result!="" && m_entries[i].is_sent)
         text+=Line("R",m_entries[i],m_entries[i].result);
      if(!m_entries[i].is_sent)
         text+=Line("R",m_entries[i],m_entries[i].result+"\t"+m_entries[i].content);
      uchar bytes[];
      int   n=SxBytes(text,bytes);
      is_good=((int)FileWriteArray(file,bytes,0,n)==n);
     }
   FileFlush(file);
   FileClose(file);
   if(!is_good || !FileMove(fresh,0,m_name,FILE_REWRITE))
      return;
   for(int k=0; first>0 && k<m_count-first; k++)
      m_entries[k]=m_entries[k+first];
   m_count-=first;
  }

//+------------------------------------------------------------------+
//| Writes an order down before it is sent; false: do not send. A     |
//| refusal carries its result and is written in one line.            |
//+------------------------------------------------------------------+
bool CSxJournal::Pending(const SxEntry &entry)
  {
   string line="";
   if(entry.result=="")
      line=Line("P",entry,entry.content);
   else
      line=Line("R",entry,entry.result+"\t"+entry.content);
   if(!Append(line))
      return(false);
   int at=Find(entry.cid);
   if(at<0)
     {
      at=m_count;
      m_count++;
      if(m_count>ArraySize(m_entries))
         ArrayResize(m_entries,m_count+1024);
     }
   m_entries[at]=entry;
   return(true);
  }

bool CSxJournal::Settle(const string cid,const string result,const long utc_ms)
  {
   int at=Find(cid);
   if(at<0)
      return(false);
   m_entries[at].result=result;
   SxEntry entry=m_entries[at];
   entry.utc_ms=utc_ms;
   return(Append(Line("R",entry,result)));
  }

//+------------------------------------------------------------------+
//| The broker never saw it: the same id may come again.              |
//+------------------------------------------------------------------+
bool CSxJournal::Forget(const string cid,const long utc_ms)
  {
   int at=Find(cid);
   if(at<0)
      return(true);
   SxEntry entry=m_entries[at];
   entry.utc_ms=utc_ms;
   if(!Append(Line("X",entry,"{}")))
      return(false);
   for(int i=at; i<m_count-1; i++)
      m_entries[i]=m_entries[i+1];
   m_count--;
   return(true);
  }

void CSxJournal::Close(void)
  {
   if(m_file!=INVALID_HANDLE)
      FileClose(m_file);
   m_file=INVALID_HANDLE;
  }

CSxJournal g_journal;
//+------------------------------------------------------------------+
